"""The assumed donors, gifts and past deliveries of 2026-2027. All illustrative; see README.md.

Each gift is sized as a share of the need that its earmark admits; ``make.py`` turns shares into quantities. There
are no districts any more: what used to be a district is a list of communes.
"""

from __future__ import annotations

from _make.ledger import Record
from _make.lots import Gift

AGENCY, ARMED, MASS, SOCIAL = "cơ quan", "lực lượng vũ trang", "tổ chức chính trị-xã hội", "tổ chức xã hội"
COMPANY, KIND, HERE, AWAY = "doanh nghiệp", "nhà hảo tâm", "cá nhân trong tỉnh", "cá nhân ngoài tỉnh"
CENTRAL, FUND = "trung ương", "quỹ bảo trợ trẻ em"

DONORS = (
    ("E01", "Cơ quan y tế cấp tỉnh", AGENCY, ""),
    ("E02", "Cơ quan giáo dục cấp tỉnh", AGENCY, ""),
    ("E03", "Các xã vùng gần tự vận động", AGENCY, ""),
    ("E04", "Bộ đội biên phòng", ARMED, ""),
    ("E05", "Đơn vị quân y", ARMED, ""),
    ("E06", "Mặt trận và các tổ chức thành viên", MASS, ""),
    ("E07", "Tổ chức thanh niên", MASS, ""),
    ("E08", "Tổ chức phụ nữ", MASS, "E06"),
    ("E09", "Nhóm thiện nguyện Áo ấm", SOCIAL, ""),
    ("E10", "Nhóm thiện nguyện Bữa trưa", SOCIAL, ""),
    ("E11", "Chương trình phẫu thuật tim", SOCIAL, ""),
    ("E12", "Nhóm xây sân chơi", SOCIAL, ""),
    ("E13", "Công ty may mặc", COMPANY, ""),
    ("E14", "Công ty sữa", COMPANY, ""),
    ("E15", "Ngân hàng thương mại", COMPANY, ""),
    ("E16", "Công ty thủy điện phía tây", COMPANY, ""),
    ("E17", "Công ty du lịch phía đông", COMPANY, ""),
    ("E18", "Nhà hảo tâm ẩn danh", KIND, "E25"),
    ("E19", "Gia đình nhà hảo tâm", KIND, ""),
    ("E20", "Thầy giáo về hưu", HERE, "E02"),
    ("E21", "Tiểu thương chợ trung tâm", HERE, "E08"),
    ("E22", "Hội đồng hương phía nam", AWAY, "E25"),
    ("E23", "Cựu học sinh ở Hà Nội", AWAY, ""),
    ("E24", "Nguồn hỗ trợ từ trung ương", CENTRAL, ""),
    ("E25", "Quỹ trẻ em cấp tỉnh", FUND, ""),
    ("E26", "Quỹ trẻ em cấp tỉnh, nguồn bữa ăn", FUND, "E25"),
)

BAO_LAM = "01290;01294;01297;01304;01318"
HOA_AN = "01654;01660;01699;01708;01747"
EAST = "01447;01456;01465;01477;01489;01501;01525"
HA_LANG = "01537;01552;01558;01561"
QUANG_HOA = "01576;01594;01618;01636;01648"
NGUYEN_BINH = "01726;01729;01738;01768;01774;01777"
THACH_AN = "01786;01789;01792;01795;01807;01822"
BAO_LAC = "01321;01324;01327;01336;01339;01351;01354;01360"
HA_QUANG = "01363;01366;01387;01392;01393;01414;01438"

ANYWHERE = (
    Gift("L001", "E25", "cash", 0.02, status="received", note="Không điều kiện"),
    Gift("L002", "E24", "cash", 0.025, categories="medical;nutrition", note="Y tế và dinh dưỡng"),
    Gift("L003", "E26", "cash", 0.04, categories="nutrition", ages="3-5;6-10", note="Bữa ăn mầm non, tiểu học"),
    Gift("L004", "E15", "cash", 0.08, categories="recreation", note="Vui chơi"),
    Gift("L005", "E18", "cash", 0.05, ages="0-2", note="Chỉ cho trẻ dưới 3 tuổi"),
    Gift("L006", "E01", "service", 0.15, item="KHAM", since="2026-HE", until="2026-HE", note="Khám hè 2026"),
    Gift("L051", "E01", "service", 0.18, item="KHAM", since="2027-HE", until="2027-HE", note="Khám hè 2027"),
    Gift("L007", "E11", "service", 0.50, item="PHAUTHUAT", since="2026-HK2", until="2027-HK1", note="Số ca mỗi kỳ"),
    Gift("L008", "E09", "goods", 0.06, item="AO", pack=20, since="2026-HE", until="2026-HK1", note="Kiện 20 áo"),
    Gift("L009", "E13", "goods", 0.05, item="QUANAO", pack=25, note="Kiện 25 bộ"),
    Gift("L010", "E14", "goods", 0.12, item="SUA", pack=48, note="Thùng 48 hộp"),
    Gift("L011", "E07", "goods", 0.10, item="UNG", pack=24, ages="6-10;11-15", note="Kiện 24 đôi"),
    Gift("L012", "E08", "goods", 0.12, item="KHAN", pack=50, note="Kiện 50 bộ"),
    Gift("L013", "E02", "goods", 0.15, item="SACH", pack=4, note="Kiện 4 bộ"),
    Gift("L014", "E01", "goods", 0.20, item="THUOC", pack=5, note="Thùng 5 bộ"),
)
"""Open to every commune."""

NEAR = (
    Gift("L015", "E03", "cash", 0.40, places=f"{HOA_AN};{QUANG_HOA}", note="Tự vận động"),
    Gift("L016", "E10", "cash", 0.30, places=HOA_AN, items="BUATH", note="Bữa trưa xã không thuộc biên giới"),
    Gift("L017", "E13", "goods", 0.40, item="AO", pack=20, places=HOA_AN, note="Áo theo cỡ"),
    Gift("L018", "E21", "goods", 0.35, item="KHAN", pack=50, places=f"{HOA_AN};{THACH_AN}", note="Khăn len"),
    Gift("L019", "E23", "cash", 0.50, places="01576", note="Quê Quảng Uyên"),
    Gift("L020", "E12", "goods", 0.80, item="SANCHOI", places=f"{HOA_AN};01618", note="Khu vui chơi"),
    Gift(
        "L021",
        "E05",
        "service",
        0.40,
        item="KHAM",
        places=f"{HOA_AN};{QUANG_HOA}",
        since="2026-HE",
        until="2026-HE",
        note="Khám hè 2026",
    ),
    Gift("L022", "E15", "cash", 0.30, places=QUANG_HOA, categories="nutrition;warmth", note="Xã kết nghĩa"),
    Gift("L023", "E20", "goods", 1.50, item="SACH", pack=4, places="01699", note="Nhiều hơn nhu cầu của xã"),
    Gift("L024", "E22", "cash", 0.42, places=THACH_AN, exclude="01789", note="Quê Thạch An, trừ một xã"),
    Gift("L025", "E14", "goods", 0.35, item="SUA", pack=48, places=f"{THACH_AN};{QUANG_HOA}", note="Thùng 48 hộp"),
)
"""Near the city."""

MIDDLE = (
    Gift("L026", "E17", "cash", 0.40, places=EAST, note="Vùng du lịch"),
    Gift("L027", "E17", "goods", 0.60, item="SANCHOI", places="01501;01477", note="Khu vui chơi"),
    Gift("L028", "E06", "cash", 0.40, places=NGUYEN_BINH, note="Xã kết nghĩa"),
    Gift("L029", "E10", "cash", 0.18, places=NGUYEN_BINH, items="BUATH", note="Bữa trưa"),
    Gift("L030", "E04", "goods", 0.30, item="CHAN", pack=30, places=f"{HA_LANG};{EAST}", note="Kiện 30 chăn"),
    Gift("L031", "E19", "cash", 0.50, places=HA_LANG, ages="3-5;6-10", note="Trẻ 3-10 tuổi"),
    Gift("L032", "E09", "goods", 0.30, item="QUANAO", pack=25, places=f"{EAST};{NGUYEN_BINH}", note="Kiện 25 bộ"),
    Gift(
        "L033",
        "E05",
        "service",
        0.25,
        item="KHAM",
        places=f"{HA_LANG};{EAST}",
        since="2027-HE",
        until="2027-HE",
        note="Khám hè 2027",
    ),
    Gift("L034", "E07", "goods", 0.35, item="UNG", pack=24, places=f"{THACH_AN};{NGUYEN_BINH}", note="Kiện 24 đôi"),
    Gift("L035", "E23", "cash", 0.60, places="01726", categories="medical;nutrition;recreation", note="Trường cũ"),
)
"""Half a day away."""

WEST = (
    Gift("L036", "E16", "cash", 0.06, places=BAO_LAM, categories="nutrition;recreation", note="Vùng thủy điện"),
    Gift(
        "L037",
        "E04",
        "goods",
        0.15,
        item="AO",
        pack=20,
        places=BAO_LAC,
        since="2026-HE",
        until="2026-HK1",
        note="Biên giới phía tây",
    ),
    Gift("L038", "E06", "cash", 0.36, places=HA_QUANG, note="Xã kết nghĩa"),
    Gift(
        "L039",
        "E04",
        "goods",
        0.15,
        item="CHAN",
        pack=30,
        places=f"{BAO_LAM};{BAO_LAC};{HA_QUANG}",
        note="Kiện 30 chăn",
    ),
    Gift("L040", "E24", "cash", 0.04, places=f"{BAO_LAM};{BAO_LAC}", items="BUAMN;BUATH", note="Vùng xa"),
    Gift("L041", "E12", "goods", 0.15, item="SANCHOI", places=f"{BAO_LAM};{BAO_LAC}", note="Khu vui chơi"),
    Gift("L042", "E16", "goods", 0.50, item="QUANAO", pack=25, places="01294;01297", note="Hai xã quanh hồ"),
    Gift("L043", "E18", "cash", 0.55, places="01351", note="Hưng Đạo, theo mã"),
    Gift(
        "L044",
        "E05",
        "service",
        0.10,
        item="KHAM",
        places=f"{BAO_LAM};{BAO_LAC};{HA_QUANG}",
        since="2027-HE",
        until="2027-HE",
        note="Khám hè 2027",
    ),
)
"""The west: far, poor, few donors."""

COMMUNES = (
    Gift("L052", "E22", "cash", 0.62, places="01807", note="Xã có phần đất của hai huyện cũ"),
    Gift("L053", "E19", "cash", 0.55, places="01366;01392", note="Hai xã biên giới"),
    Gift("L054", "E15", "cash", 0.50, places="01304", note="Quảng Lâm"),
    Gift(
        "L055", "E20", "cash", 0.66, places="01774", categories="nutrition;warmth;recreation", note="Quê của thầy giáo"
    ),
    Gift("L056", "E04", "cash", 0.60, places="01537;01552", note="Hai đồn biên phòng"),
    Gift("L057", "E17", "cash", 0.70, places="01501", note="Điểm du lịch"),
    Gift("L058", "E10", "cash", 0.80, places="01660", categories="nutrition", note="Bữa trưa một xã"),
    Gift("L059", "E21", "cash", 0.45, places="01324;01336", note="Hai xã Bảo Lạc"),
)
"""Named communes, by code."""

SPECIAL = (
    Gift(
        "L045",
        "E15",
        "goods",
        0.25,
        item="AO",
        pack=20,
        places=HOA_AN,
        since="2026-HK1",
        until="2026-HK1",
        direct=True,
        note="Tự trao",
    ),
    Gift("L046", "E19", "cash", 0.05, places=EAST, categories="nutrition", direct=True, note="Tự trao bằng tiền"),
    Gift("L047", "E09", "goods", 0.10, item="QUANAO", pack=25, quality=False, note="Quần áo cũ, không đạt kiểm tra"),
    Gift("L048", "E14", "goods", 0.20, item="SUA", pack=48, until="2026-HK2", note="Gần hết hạn"),
    Gift(
        "L049",
        "E24",
        "cash",
        0.10,
        since="2026-HK1",
        until="2026-HK1",
        categories="warmth",
        places=f"{BAO_LAM};{BAO_LAC};{HA_QUANG}",
        note="Mùa đông 2026",
    ),
    Gift("L050", "E25", "cash", 0.02, since="2027-HE", until="2027-HK1", status="pledged", note="Giai đoạn cuối"),
)
"""Delivered by donors themselves, refused, expiring, or only pledged."""

GIFTS = (*ANYWHERE, *NEAR, *MIDDLE, *WEST, *COMMUNES, *SPECIAL)

RECORDS = (
    Record("BUATH", "E10", "2026-02-10", "2026-HK2", count=6, share=0.10),
    Record("THUOC", "E01", "2026-03-05", "2026-HK2", count=8, share=0.5),
    Record("SUA", "E14", "2026-03-20", "2026-HK2", count=6, share=0.5, with_age=False),
    Record("SUA", "N01", "2025-12-20", "2026-HK2", count=3, share=0.4),
    Record("KHAM", "E05", "2026-07-01", "2026-HE", count=6, share=0.4, status="committed"),
    Record("AO", "N02", "2026-11-15", "2026-HK1", count=8, share=0.3, status="committed"),
    Record("CHAN", "E06", "2026-11-20", "2026-HK1", share=0.03, below="04", whole_area=True, status="committed"),
)
"""N01 and N02 are providers outside the donors' list; deliveries before the assessment of 15 January do not count."""
