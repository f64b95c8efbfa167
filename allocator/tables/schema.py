"""The tables of a scenario: every column's kind, default, Vietnamese names and meaning, in one place.

Reading, checking, ``allocator schema`` and the workbook of ``allocator new`` all follow these declarations, so a
new column is added here and nowhere else.
"""

# ruff: noqa: E501 (one line a row reads as the table it is)
# fmt: off
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from allocator.language import N_

Kind = Literal["id", "ids", "text", "number", "whole", "flag", "choice", "date"]


@dataclass(frozen=True)
class Column:
    """One column. ``default`` fills blank cells; ``None`` leaves them blank (``""``, NaN or NaT).

    ``plain`` numbers are always written with a point and without groups, whatever the scenario's style.
    """

    name: str
    kind: Kind
    about: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    default: str | float | bool | None = None
    refers_to: str | None = None
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    positive: bool = False
    maximum: float | None = None
    plain: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its columns, the ones that together must be unique (``key``), and Vietnamese sheet names."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    required: bool = False

    def column(self, name: str) -> Column:
        """The column called ``name``; raises ``KeyError`` for an unknown one."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


PLACES = Table(
    "places",
    N_("The region tree: every place, its level and the place above it"),
    (
        Column("place_id", "id", N_("code of the place; text, leading zeros kept"), ("mã địa bàn", "mã xã", "mã"), True),
        Column("name", "text", N_("name of the place"), ("tên", "tên địa bàn", "tên xã"), True),
        Column("level", "text", N_("level in the tree: province, district, commune, school …"), ("cấp",), True),
        Column("parent_id", "id", N_("the place above; blank for the top"), ("mã cấp trên", "trực thuộc"), refers_to="places"),
        Column("lat", "number", N_("latitude, plain decimal degrees"), ("vĩ độ",), minimum=-90, maximum=90, plain=True),
        Column("lon", "number", N_("longitude, plain decimal degrees"), ("kinh độ",), minimum=-180, maximum=180, plain=True),
        Column("road_km", "number", N_("road distance from the depot in km"), ("km đường bộ", "quãng đường"), minimum=0),
        Column("capacity", "number", N_("total value it can receive in a period; blank for no limit"), ("sức tiếp nhận",), minimum=0),
        Column("severity", "number", N_("target coverage relative to others; 1 is equal"), ("mức độ khó khăn",), default=1.0, positive=True),
        Column("valid_from", "date", N_("first day this place exists"), ("có từ ngày",)),
        Column("valid_to", "date", N_("last day this place exists"), ("đến hết ngày",)),
    ),
    key=("place_id",),
    aliases=("địa bàn", "nơi nhận"),
)

ITEMS = Table(
    "items",
    N_("What is needed or given: jackets, months of meals, screening visits …"),
    (
        Column("item_id", "id", N_("code of the item"), ("mã mặt hàng", "mặt hàng"), True),
        Column("category", "id", N_("category: medical, nutrition, recreation, warmth …"), ("nhóm", "nhóm hỗ trợ", "lĩnh vực"), True),
        Column("name", "text", N_("name of the item"), ("tên", "tên mặt hàng")),
        Column("unit", "text", N_("unit of measure"), ("đơn vị tính", "đơn vị", "đvt")),
        Column("value", "number", N_("value of one unit"), ("giá trị", "đơn giá"), default=1.0, positive=True),
        Column("lifetime", "whole", N_("periods before it is needed again"), ("thời hạn sử dụng",), default=1.0, minimum=1),
        Column("weight_kg", "number", N_("weight of one unit in kg"), ("khối lượng kg",), minimum=0),
        Column("volume_m3", "number", N_("volume of one unit in cubic metres"), ("thể tích m3",), minimum=0),
        Column("cash_price", "number", N_("price when bought with cash; column left out: the value; blank: cannot be bought"), ("giá mua",), positive=True),
        Column("age_specific", "flag", N_("whether it must fit an age group"), ("theo độ tuổi",), default=True),
        Column("divisible", "flag", N_("whether parts of a unit may be given"), ("chia nhỏ được",), default=False),
    ),
    key=("item_id",),
    aliases=("mặt hàng", "danh mục"),
    required=True,
)

AGE_GROUPS = Table(
    "age_groups",
    N_("Age groups, youngest first"),
    (
        Column("age_group_id", "id", N_("code of the age group"), ("mã nhóm tuổi", "nhóm tuổi"), True),
        Column("name", "text", N_("name of the age group"), ("tên", "tên nhóm tuổi")),
        Column("min_age", "number", N_("youngest age in years"), ("từ tuổi",), minimum=0),
        Column("max_age", "number", N_("oldest age in years"), ("đến tuổi",), minimum=0),
    ),
    key=("age_group_id",),
    aliases=("nhóm tuổi",),
)

PERIODS = Table(
    "periods",
    N_("Slices of the plan; the order of the rows is the order of time"),
    (
        Column("period_id", "id", N_("code of the period"), ("mã kỳ", "kỳ", "giai đoạn"), True),
        Column("name", "text", N_("name of the period"), ("tên", "tên kỳ")),
        Column("start", "date", N_("first day"), ("bắt đầu", "từ ngày")),
        Column("end", "date", N_("last day"), ("kết thúc", "đến ngày")),
    ),
    key=("period_id",),
    aliases=("kỳ", "thời kỳ", "giai đoạn"),
)

DONORS = Table(
    "donors",
    N_("Who gives, and who delivers for them"),
    (
        Column("donor_id", "id", N_("code of the donor"), ("mã nhà tài trợ", "nhà tài trợ"), True),
        Column("name", "text", N_("name of the donor"), ("tên", "tên nhà tài trợ")),
        Column("class", "text", N_("kind of donor: agency, armed forces, company, individual …"), ("loại", "loại nhà tài trợ")),
        Column("provider_id", "id", N_("who delivers; blank: the donor itself"), ("đơn vị thực hiện",)),
        Column("max_places", "whole", N_("most places the donor will serve; blank for no limit"), ("số xã tối đa",), minimum=1),
    ),
    key=("donor_id",),
    aliases=("nhà tài trợ",),
)

LOTS = Table(
    "lots",
    N_("Gifts with their conditions, one row each"),
    (
        Column("lot_id", "id", N_("code of the gift"), ("mã lô", "lô"), True),
        Column("donor_id", "id", N_("who gave it"), ("mã nhà tài trợ", "nhà tài trợ"), True, refers_to="donors"),
        Column("kind", "choice", N_("goods, cash or service"), ("hình thức",), True, choices=("goods", "cash", "service")),
        Column("quantity", "number", N_("units of goods, money, or units of service per period"), ("số lượng", "số tiền"), True, minimum=0),
        Column("item_id", "id", N_("item given; blank for cash"), ("mã mặt hàng", "mặt hàng"), refers_to="items"),
        Column("pack_size", "number", N_("units in a pack; deliveries are whole packs"), ("quy cách", "đóng gói"), default=1.0, positive=True),
        Column("provider_id", "id", N_("who delivers; blank: the donor's provider"), ("đơn vị thực hiện",)),
        Column("places", "ids", N_("only these places and all below them; blank: anywhere"), ("địa bàn", "xã", "phạm vi"), refers_to="places"),
        Column("exclude_places", "ids", N_("not these places nor any below them"), ("trừ địa bàn", "không áp dụng tại"), refers_to="places"),
        Column("categories", "ids", N_("only these categories; blank: all"), ("nhóm", "nhóm hỗ trợ", "lĩnh vực"), refers_to="categories"),
        Column("items", "ids", N_("only these items; blank: all"), ("các mặt hàng", "chỉ mặt hàng"), refers_to="items"),
        Column("age_groups", "ids", N_("only these age groups; blank: all"), ("nhóm tuổi", "độ tuổi"), refers_to="age_groups"),
        Column("from_period", "id", N_("first period it may be used in"), ("từ kỳ",), refers_to="periods"),
        Column("until_period", "id", N_("last period it may be used in"), ("đến kỳ",), refers_to="periods"),
        Column("min_per_place", "number", N_("least quantity at each place it goes to"), ("tối thiểu mỗi xã",), minimum=0),
        Column("max_places", "whole", N_("most places this lot may go to"), ("số xã tối đa",), minimum=1),
        Column("all_or_nothing", "flag", N_("the whole lot is used or none of it"), ("trọn gói",), default=False),
        Column("direct", "flag", N_("the donor delivers it alone: counts against need, not allocatable"), ("trao trực tiếp",), default=False),
        Column("status", "choice", N_("pledged, confirmed or received"), ("trạng thái",), default="pledged", choices=("pledged", "confirmed", "received")),
        Column("probability", "number", N_("how likely the pledge is kept, 0 to 1"), ("xác suất",), default=1.0, minimum=0, maximum=1),
        Column("quality_ok", "flag", N_("passed the quality check; if not, it is not used"), ("đạt chất lượng",), default=True),
    ),
    key=("lot_id",),
    aliases=("nguồn lực", "lô", "tài trợ"),
    required=True,
)

NEEDS = Table(
    "needs",
    N_("Assessed needs, one row for a place, item, age group and period"),
    (
        Column("place_id", "id", N_("where it is needed"), ("mã địa bàn", "mã xã", "xã"), True, refers_to="places"),
        Column("item_id", "id", N_("what is needed"), ("mã mặt hàng", "mặt hàng"), True, refers_to="items"),
        Column("quantity", "number", N_("how many units"), ("số lượng", "nhu cầu"), True, minimum=0),
        Column("age_group_id", "id", N_("for which age group; blank: not by age"), ("mã nhóm tuổi", "nhóm tuổi", "độ tuổi"), refers_to="age_groups"),
        Column("period_id", "id", N_("in which period; blank: any time in the plan"), ("mã kỳ", "kỳ", "giai đoạn"), refers_to="periods"),
        Column("tier", "whole", N_("1 is served first, then 2 …"), ("bậc ưu tiên", "ưu tiên"), default=1.0, minimum=1),
        Column("weight", "number", N_("importance inside its tier"), ("trọng số",), default=1.0, minimum=0),
        Column("entitlement", "number", N_("quantity the state already provides"), ("nhà nước đã cấp", "chế độ nhà nước"), default=0.0, minimum=0),
        Column("assessed_on", "date", N_("day of the assessment"), ("ngày đánh giá",)),
        Column("source", "text", N_("where the figure comes from"), ("nguồn số liệu",)),
    ),
    key=("place_id", "item_id", "age_group_id", "period_id"),
    aliases=("nhu cầu",),
    required=True,
)

LEDGER = Table(
    "ledger",
    N_("What any agency has already delivered or firmly planned"),
    (
        Column("place_id", "id", N_("where it went"), ("mã địa bàn", "mã xã", "xã"), True, refers_to="places"),
        Column("item_id", "id", N_("what was given"), ("mã mặt hàng", "mặt hàng"), True, refers_to="items"),
        Column("quantity", "number", N_("how many units"), ("số lượng",), True, minimum=0),
        Column("age_group_id", "id", N_("for which age group; blank: not by age"), ("mã nhóm tuổi", "nhóm tuổi", "độ tuổi"), refers_to="age_groups"),
        Column("period_id", "id", N_("in which period; blank: taken from the day of delivery"), ("mã kỳ", "kỳ", "giai đoạn"), refers_to="periods"),
        Column("provider_id", "id", N_("who delivered"), ("đơn vị thực hiện",)),
        Column("delivered_on", "date", N_("day of delivery"), ("ngày trao",)),
        Column("status", "choice", N_("delivered or committed"), ("trạng thái",), default="delivered", choices=("delivered", "committed")),
    ),
    aliases=("sổ theo dõi", "đã hỗ trợ"),
)

LINKS = Table(
    "links",
    N_("Costs and limits between a lot or donor and a place"),
    (
        Column("place_id", "id", N_("to which place"), ("mã địa bàn", "mã xã", "xã"), True, refers_to="places"),
        Column("lot_id", "id", N_("from which lot (or give the donor)"), ("mã lô", "lô"), refers_to="lots"),
        Column("donor_id", "id", N_("from which donor (or give the lot)"), ("mã nhà tài trợ", "nhà tài trợ"), refers_to="donors"),
        Column("unit_cost", "number", N_("cost of each unit"), ("chi phí đơn vị",), default=0.0, minimum=0),
        Column("fixed_cost", "number", N_("cost paid once if used"), ("chi phí cố định",), default=0.0, minimum=0),
        Column("max_quantity", "number", N_("most that may go"), ("tối đa",), minimum=0),
        Column("min_quantity", "number", N_("least that goes if any goes"), ("tối thiểu",), minimum=0),
        Column("vehicle_capacity", "number", N_("units a vehicle carries; the fixed cost is then per vehicle"), ("tải trọng xe",), positive=True),
        Column("allowed", "flag", N_("whether it may be used at all"), ("được phép",), default=True),
    ),
    key=("place_id", "lot_id", "donor_id"),
    aliases=("tuyến",),
)

SUBSTITUTES = Table(
    "substitutes",
    N_("Items that may stand in for others"),
    (
        Column("item_id", "id", N_("the item given"), ("mã mặt hàng", "mặt hàng"), True, refers_to="items"),
        Column("for_item_id", "id", N_("the item it stands in for"), ("thay cho",), True, refers_to="items"),
        Column("rate", "number", N_("units needed to replace one"), ("tỷ lệ",), default=1.0, positive=True),
    ),
    key=("item_id", "for_item_id"),
    aliases=("hàng thay thế",),
)

KITS = Table(
    "kits",
    N_("Kits and what is in them"),
    (
        Column("kit_item_id", "id", N_("the kit"), ("mã bộ",), True, refers_to="items"),
        Column("item_id", "id", N_("an item in it"), ("mã mặt hàng", "mặt hàng"), True, refers_to="items"),
        Column("quantity", "number", N_("how many of it"), ("số lượng",), True, positive=True),
    ),
    key=("kit_item_id", "item_id"),
    aliases=("bộ quà",),
)

SUCCESSIONS = Table(
    "successions",
    N_("Boundary changes: which new place took over which old one"),
    (
        Column("old_place_id", "id", N_("code of the old place"), ("mã cũ",), True),
        Column("new_place_id", "id", N_("code of the new place"), ("mã mới",), True, refers_to="places"),
        Column("share", "number", N_("part of the old place that went there"), ("tỷ lệ",), default=1.0, positive=True, maximum=1),
        Column("from_date", "date", N_("first day of the change"), ("từ ngày",)),
    ),
    key=("old_place_id", "new_place_id"),
    aliases=("sáp nhập",),
)

DECISIONS = Table(
    "decisions",
    N_("What reviewers decided about lines of a plan"),
    (
        Column("action", "choice", N_("approve, lock, cap, floor, ban or prefer"), ("quyết định",), True, choices=("approve", "lock", "cap", "floor", "ban", "prefer")),
        Column("lot_id", "id", N_("which lot; blank: any"), ("mã lô", "lô"), refers_to="lots"),
        Column("place_id", "id", N_("which place; blank: any"), ("mã địa bàn", "mã xã", "xã"), refers_to="places"),
        Column("item_id", "id", N_("which item; blank: any"), ("mã mặt hàng", "mặt hàng"), refers_to="items"),
        Column("age_group_id", "id", N_("which age group; blank: any"), ("mã nhóm tuổi", "nhóm tuổi"), refers_to="age_groups"),
        Column("period_id", "id", N_("which period; blank: any"), ("mã kỳ", "kỳ"), refers_to="periods"),
        Column("quantity", "number", N_("how much, where the action needs it"), ("số lượng",), minimum=0),
        Column("exact", "flag", N_("yes: this very line alone; a blank age group or period is then that of a need without one, and places below do not count"), ("đúng dòng",), default=False),
        Column("reviewer", "text", N_("who decided"), ("người rà soát",)),
        Column("role", "text", N_("in what role"), ("vai trò",)),
        Column("comment", "text", N_("why"), ("ý kiến",)),
        Column("decided_on", "date", N_("when"), ("ngày quyết định",)),
    ),
    aliases=("quyết định",),
)

TABLES: tuple[Table, ...] = (
    PLACES, ITEMS, AGE_GROUPS, PERIODS, DONORS, LOTS, NEEDS, LEDGER, LINKS, SUBSTITUTES, KITS, SUCCESSIONS, DECISIONS,
)  # fmt: skip

BY_NAME = {table.name: table for table in TABLES}
