# ruff: noqa: E501  (a table: one gift a line)
"""The assumed donors, gifts and past deliveries of 2019-2025. All illustrative; see README.md.

Each gift is sized as a share of the need that its earmark admits, so the lists below say who favours what, and
``make.py`` turns shares into quantities. Districts: 040 Cao Bằng city, 042 Bảo Lâm, 043 Bảo Lạc, 044 Thông Nông,
045 Hà Quảng, 046 Trà Lĩnh, 047 Trùng Khánh, 048 Hạ Lang, 049 Quảng Uyên, 050 Phục Hoà, 051 Hoà An, 052 Nguyên Bình,
053 Thạch An.
"""

from __future__ import annotations

from _make.ledger import Record
from _make.lots import Gift

AGENCY, ARMED, MASS, SOCIAL = "cơ quan", "lực lượng vũ trang", "tổ chức chính trị-xã hội", "tổ chức xã hội"
COMPANY, KIND, HERE, AWAY = "doanh nghiệp", "nhà hảo tâm", "cá nhân trong tỉnh", "cá nhân ngoài tỉnh"
CENTRAL, FUND = "trung ương", "quỹ bảo trợ trẻ em"

DONORS = (
    ("D01", "Cơ quan y tế cấp tỉnh", AGENCY, ""),
    ("D02", "Cơ quan giáo dục cấp tỉnh", AGENCY, ""),
    ("D03", "Cơ quan văn hóa, thể thao cấp tỉnh", AGENCY, ""),
    ("D04", "Khối cơ quan cấp huyện vùng gần", AGENCY, ""),
    ("D05", "Khối cơ quan cấp huyện vùng giữa", AGENCY, ""),
    ("D06", "Khối cơ quan cấp huyện vùng xa", AGENCY, ""),
    ("D07", "Bệnh viện đa khoa", AGENCY, ""),
    ("D08", "Đồn biên phòng phía tây", ARMED, ""),
    ("D09", "Đồn biên phòng phía đông", ARMED, ""),
    ("D10", "Đơn vị công an", ARMED, ""),
    ("D11", "Đơn vị quân y", ARMED, ""),
    ("D12", "Mặt trận và các tổ chức thành viên", MASS, ""),
    ("D13", "Tổ chức phụ nữ", MASS, ""),
    ("D14", "Tổ chức thanh niên", MASS, ""),
    ("D15", "Tổ chức công đoàn", MASS, "D12"),
    ("D16", "Hội từ thiện cấp tỉnh", SOCIAL, ""),
    ("D17", "Nhóm thiện nguyện Áo ấm", SOCIAL, ""),
    ("D18", "Nhóm thiện nguyện Bữa trưa", SOCIAL, ""),
    ("D19", "Chương trình phẫu thuật tim", SOCIAL, ""),
    ("D20", "Nhóm xây sân chơi", SOCIAL, ""),
    ("D21", "Công ty may mặc", COMPANY, ""),
    ("D22", "Công ty sữa", COMPANY, ""),
    ("D23", "Ngân hàng thương mại", COMPANY, ""),
    ("D24", "Công ty thủy điện phía tây", COMPANY, ""),
    ("D25", "Công ty khai khoáng", COMPANY, ""),
    ("D26", "Công ty dược", COMPANY, ""),
    ("D27", "Công ty sách và thiết bị trường học", COMPANY, ""),
    ("D28", "Công ty chăn ga", COMPANY, "D12"),
    ("D29", "Nhà hảo tâm ẩn danh", KIND, "D16"),
    ("D30", "Gia đình nhà hảo tâm", KIND, ""),
    ("D31", "Nhà hảo tâm lớn ngoài tỉnh", KIND, ""),
    ("D32", "Thầy giáo về hưu", HERE, "D02"),
    ("D33", "Tiểu thương chợ trung tâm", HERE, "D13"),
    ("D34", "Bác sĩ phòng khám", HERE, ""),
    ("D35", "Hội đồng hương phía nam", AWAY, "D16"),
    ("D36", "Cựu học sinh ở Hà Nội", AWAY, ""),
    ("D37", "Người Cao Bằng ở nước ngoài", AWAY, "D42"),
    ("D38", "Nguồn hỗ trợ từ trung ương", CENTRAL, ""),
    ("D39", "Bệnh viện tuyến trung ương", CENTRAL, ""),
    ("D40", "Quỹ trung ương cho trẻ em", CENTRAL, "D42"),
    ("D41", "Quỹ trẻ em cấp tỉnh, nguồn vận động chung", FUND, "D42"),
    ("D42", "Quỹ trẻ em cấp tỉnh", FUND, ""),
    ("D43", "Quỹ trẻ em cấp tỉnh, nguồn bữa ăn", FUND, "D42"),
)

ANYWHERE = (
    Gift("L001", "D41", "cash", 0.01, note="Không điều kiện", status="received"),
    Gift("L002", "D31", "cash", 0.02, since="2019", until="2022", exclude="051;049", note="Trừ vùng đã nhiều hỗ trợ"),
    Gift("L003", "D38", "cash", 0.015, categories="medical;nutrition", note="Y tế và dinh dưỡng"),
    Gift("L004", "D40", "cash", 0.06, categories="recreation", since="2020", note="Vui chơi"),
    Gift("L005", "D43", "cash", 0.03, categories="nutrition", ages="3-5;6-10", note="Bữa ăn mầm non, tiểu học"),
    Gift("L006", "D37", "cash", 0.02, categories="warmth", note="Đồ ấm"),
    Gift("L007", "D29", "cash", 0.05, ages="0-2", note="Chỉ cho trẻ dưới 3 tuổi"),
    Gift("L008", "D01", "service", 0.10, item="KHAM", since="2019", until="2025", note="Lượt khám mỗi năm"),
    Gift("L009", "D11", "service", 0.06, item="KHAM", since="2020", until="2025", exclude="040;051", note="Quân y, trừ Hoà An"),
    Gift("L010", "D19", "service", 0.45, item="PHAUTHUAT", since="2019", until="2024", note="Số ca mỗi năm"),
    Gift("L011", "D39", "service", 0.10, item="PHAUTHUAT", since="2021", until="2025", note="Số ca mỗi năm"),
    Gift("L012", "D17", "goods", 0.04, item="AO", pack=20, note="Kiện 20 áo"),
    Gift("L013", "D28", "goods", 0.06, item="CHAN", pack=30, since="2019", until="2022", note="Kiện 30 chăn"),
    Gift("L014", "D22", "goods", 0.10, item="SUA", pack=48, note="Thùng 48 hộp"),
    Gift("L015", "D26", "goods", 0.10, item="THUOC", pack=5, note="Thùng 5 bộ"),
    Gift("L016", "D27", "goods", 0.10, item="SACH", pack=4, since="2020", until="2024", note="Kiện 4 bộ"),
    Gift("L017", "D03", "goods", 0.08, item="DOCHOI", pack=2, note="Kiện 2 bộ"),
    Gift("L018", "D13", "goods", 0.06, item="KHAN", pack=50, note="Kiện 50 bộ"),
    Gift("L019", "D14", "goods", 0.08, item="UNG", pack=24, ages="6-10;11-15", since="2020", until="2024", note="Kiện 24 đôi"),
    Gift("L020", "D21", "goods", 0.03, item="QUANAO", pack=25, since="2019", until="2021", note="Kiện 25 bộ"),
)
"""Open to every commune, or to all but a few."""

NEAR = (
    Gift("L021", "D04", "cash", 0.42, places="051", note="Vận động tại địa bàn"),
    Gift("L022", "D04", "cash", 0.36, places="049", note="Vận động tại địa bàn"),
    Gift("L023", "D23", "cash", 0.30, places="051;049", categories="nutrition", note="Bữa ăn hai huyện gần"),
    Gift("L024", "D21", "goods", 0.36, item="AO", pack=20, places="051;049;050", note="Áo theo cỡ"),
    Gift("L025", "D17", "goods", 0.30, item="QUANAO", pack=25, places="051;046", note="Đi về trong ngày"),
    Gift("L026", "D20", "goods", 0.75, item="SANCHOI", places="051;049", note="Khu vui chơi"),
    Gift("L027", "D36", "cash", 0.50, places="050", categories="medical;nutrition;warmth", note="Quê Phục Hoà"),
    Gift("L028", "D07", "service", 0.35, item="KHAM", places="051;049;050", since="2019", until="2025", note="Khám lưu động"),
    Gift("L029", "D33", "goods", 0.40, item="KHAN", pack=50, places="051", note="Khăn len"),
    Gift("L030", "D22", "goods", 0.40, item="SUA", pack=48, places="051;049;050;053", note="Thùng 48 hộp"),
    Gift("L031", "D32", "goods", 0.50, item="SACH", pack=4, places="051", ages="6-10", note="Tủ sách tiểu học"),
    Gift("L032", "D35", "cash", 0.22, places="049", categories="warmth", since="2019", until="2022", note="Quê Quảng Uyên"),
    Gift("L033", "D18", "cash", 0.25, places="053", items="BUATH", note="Bữa trưa Thạch An"),
    Gift("L034", "D28", "goods", 0.45, item="CHAN", pack=30, places="053;051", note="Kiện 30 chăn"),
    Gift("L035", "D34", "service", 0.20, item="KHAM", places="051", ages="0-2;3-5", since="2019", until="2021", note="Khám miễn phí"),
)
"""Near the city: many donors."""

MIDDLE = (
    Gift("L036", "D05", "cash", 0.38, places="046", note="Vận động tại địa bàn"),
    Gift("L037", "D05", "cash", 0.42, places="053", note="Vận động tại địa bàn"),
    Gift("L038", "D25", "cash", 0.40, places="052", exclude="01741", note="Vùng mỏ, trừ Thái Học"),
    Gift("L039", "D09", "cash", 0.22, places="047;048", categories="nutrition;warmth", note="Biên giới phía đông"),
    Gift("L040", "D09", "goods", 0.30, item="QUANAO", pack=25, places="047", note="Biên giới phía đông"),
    Gift("L041", "D15", "goods", 0.30, item="AO", pack=20, places="046;047", ages="6-10", note="Áo tiểu học"),
    Gift("L042", "D30", "cash", 0.30, places="047", ages="3-5;6-10", since="2020", until="2023", note="Trẻ 3-10 tuổi"),
    Gift("L043", "D20", "goods", 0.55, item="SANCHOI", places="046;047;052", note="Khu vui chơi"),
    Gift("L044", "D16", "goods", 0.30, item="UNG", pack=24, places="052;053", note="Kiện 24 đôi"),
    Gift("L045", "D11", "service", 0.30, item="KHAM", places="047;048", since="2020", until="2023", note="Quân dân y"),
    Gift("L046", "D12", "cash", 0.34, places="048", note="Xã kết nghĩa Hạ Lang"),
    Gift("L047", "D10", "goods", 0.25, item="CHAN", pack=30, places="048;046", note="Kiện 30 chăn"),
    Gift("L048", "D02", "cash", 0.25, places="046;053", items="BUAMN", note="Mầm non"),
    Gift("L049", "D18", "cash", 0.25, places="047", items="BUATH", since="2020", until="2025", note="Bữa trưa Trùng Khánh"),
    Gift("L050", "D26", "goods", 0.30, item="THUOC", pack=5, places="047;048;046", note="Thùng 5 bộ"),
    Gift("L051", "D13", "goods", 0.25, item="KHAN", pack=50, places="052;053;048", note="Kiện 50 bộ"),
)
"""Half a day away."""

WEST = (
    Gift("L052", "D06", "cash", 0.03, places="042;043", note="Vận động tại địa bàn"),
    Gift("L053", "D06", "cash", 0.30, places="045", note="Vận động tại địa bàn"),
    Gift("L085", "D06", "cash", 0.24, places="044", note="Vận động tại địa bàn"),
    Gift("L054", "D24", "cash", 0.06, places="042", categories="nutrition;recreation", note="Vùng thủy điện Bảo Lâm"),
    Gift("L055", "D08", "goods", 0.12, item="QUANAO", pack=25, places="042;043", since="2019", until="2023", note="Biên giới phía tây"),
    Gift("L056", "D08", "goods", 0.10, item="CHAN", pack=30, places="043", note="Kiện 30 chăn"),
    Gift("L057", "D10", "goods", 0.25, item="AO", pack=20, places="045", note="Áo cho Hà Quảng"),
    Gift("L058", "D17", "goods", 0.20, item="AO", pack=20, places="044", since="2021", until="2023", note="Áo cho Thông Nông"),
    Gift("L059", "D12", "cash", 0.08, places="043", categories="warmth", note="Đồ ấm Bảo Lạc"),
    Gift("L060", "D20", "goods", 0.20, item="SANCHOI", places="042;043;044;045", note="Khu vui chơi"),
    Gift("L061", "D14", "goods", 0.25, item="UNG", pack=24, places="045;044", note="Kiện 24 đôi"),
    Gift("L062", "D11", "service", 0.14, item="KHAM", places="042;043;044;045", since="2021", until="2025", note="Khám vùng xa"),
    Gift("L063", "D38", "cash", 0.05, places="042;043;044;045;048", items="BUAMN;BUATH", note="Huyện nghèo 30a"),
)
"""The west: far, poor, few donors."""

COMMUNES = (
    Gift("L064", "D36", "cash", 0.80, places="01666", note="Trường cũ: một xã"),
    Gift("L065", "D35", "cash", 0.85, places="01618;01621", note="Ngọc Động (Quảng Uyên, theo mã) và Hoàng Hải"),
    Gift("L066", "D30", "goods", 0.80, item="AO", pack=20, places="01549;01552;01555", note="Ba xã Hạ Lang"),
    Gift("L067", "D23", "cash", 0.60, places="01498;01501", categories="nutrition;recreation", note="Hai xã kết nghĩa"),
    Gift("L068", "D37", "cash", 0.55, places="01351", note="Hưng Đạo của Bảo Lạc, theo mã: trùng tên với nơi khác"),
    Gift("L069", "D29", "cash", 0.35, places="01573;01564", ages="6-10;11-15", note="Hai xã biên giới, trẻ đi học"),
    Gift("L070", "D25", "goods", 0.90, item="CHAN", pack=30, places="01741;01744;01747", note="Ba xã gần mỏ"),
    Gift("L071", "D33", "cash", 0.30, places="01669", note="Đức Long của Hoà An, theo mã"),
    Gift("L072", "D32", "goods", 1.60, item="SACH", pack=4, places="01675", note="Nhiều hơn nhu cầu của xã"),
    Gift("L073", "D24", "goods", 0.70, item="QUANAO", pack=25, places="01294;01297", note="Hai xã quanh hồ"),
    Gift("L074", "D15", "cash", 0.25, places="01660;01663;01672", exclude="01672", note="Đã loại trừ một xã"),
    Gift("L075", "D16", "cash", 0.20, places="01546;01558", categories="medical;warmth", note="Xã và thị trấn: thị trấn không thuộc diện"),
    Gift("L086", "D24", "cash", 0.50, places="01294;01297", note="Hai xã quanh hồ"),
    Gift("L087", "D36", "cash", 0.55, places="01303", since="2020", note="Trường cũ Quảng Lâm"),
    Gift("L088", "D08", "cash", 0.48, places="01324;01336", note="Hai xã biên giới Bảo Lạc"),
    Gift("L089", "D18", "cash", 0.60, places="01366;01378", note="Cần Yên và Ngọc Động của Thông Nông, theo mã"),
    Gift("L090", "D10", "cash", 0.65, places="01399;01417", note="Hai xã cửa khẩu Hà Quảng"),
    Gift("L091", "D30", "cash", 0.56, places="01405;01393", since="2019", until="2023", note="Lục Khu"),
    Gift("L092", "D23", "cash", 0.68, places="01495", note="Vùng du lịch"),
    Gift("L093", "D09", "cash", 0.58, places="01480;01481", note="Hai xã biên giới Trùng Khánh"),
    Gift("L094", "D34", "cash", 0.74, places="01540", note="Quê của bác sĩ"),
    Gift("L095", "D35", "cash", 0.64, places="01774;01777", note="Hai xã Nguyên Bình"),
    Gift("L096", "D37", "cash", 0.70, places="01768", note="Phan Thanh của Nguyên Bình, theo mã"),
    Gift("L097", "D12", "cash", 0.62, places="01822;01831", note="Đức Long và Đức Xuân của Thạch An, theo mã"),
    Gift("L098", "D29", "cash", 0.72, places="01450", ages="3-5;6-10", note="Trẻ 3-10 tuổi, một xã"),
    Gift("L099", "D43", "cash", 0.90, places="01681;01684", categories="nutrition", note="Bữa ăn hai xã"),
)
"""Named communes, by code: names repeat."""

SPECIAL = (
    Gift("L076", "D23", "goods", 0.20, item="AO", pack=20, places="051", direct=True, note="Tự trao, chỉ trừ vào nhu cầu"),
    Gift("L077", "D31", "cash", 0.05, places="049", categories="nutrition", direct=True, note="Tự trao bằng tiền"),
    Gift("L078", "D24", "service", 0.15, item="KHAM", places="042", since="2020", until="2021", direct=True, note="Tự khám"),
    Gift("L079", "D17", "goods", 0.10, item="QUANAO", pack=25, quality=False, note="Quần áo cũ, không đạt kiểm tra"),
    Gift("L080", "D22", "goods", 0.15, item="SUA", pack=48, until="2019", note="Gần hết hạn, chỉ dùng năm 2019"),
    Gift("L081", "D21", "goods", 0.10, item="AO", pack=20, since="2025", until="2025", ages="0-2;3-5", status="pledged", note="Hứa cho 2025"),
    Gift("L082", "D38", "cash", 0.15, since="2020", until="2020", categories="warmth", places="042;043;044;045", note="Rét đậm 2020"),
    Gift("L083", "D41", "cash", 0.02, since="2024", until="2025", categories="medical;nutrition", status="pledged", note="Giai đoạn cuối"),
    Gift("L084", "D31", "goods", 0.25, item="UNG", pack=24, exclude="040;051;049;050", since="2022", until="2022", note="Trừ vùng gần"),
)
"""Delivered by donors themselves, refused, expiring, or only pledged."""

GIFTS = (*ANYWHERE, *NEAR, *MIDDLE, *WEST, *COMMUNES, *SPECIAL)

RECORDS = (
    Record("AO", "D17", "2019-12-14", "2019", count=14, share=0.5, below="051"),
    Record("AO", "N01", "2019-12-20", "2019", count=6, share=0.4, below="049", with_age=False),
    Record("AO", "N02", "2019-10-05", "2019", count=5, share=0.3, below="046"),
    Record("KHAN", "D13", "2019-12-18", "2019", count=8, share=0.5, below="047"),
    Record("CHAN", "D12", "2019-12-22", "2019", share=0.10, below="045", whole_area=True),
    Record("CHAN", "N01", "2019-12-28", "2019", count=6, share=0.6, below="051"),
    Record("QUANAO", "D10", "2020-01-11", "2020", count=10, share=0.4, below="047"),
    Record("QUANAO", "N03", "2020-11-20", "2020", share=0.06, below="052", whole_area=True),
    Record("KHAM", "D11", "2020-06-01", "2020", count=8, share=0.5, below="048"),
    Record("SUA", "D22", "2020-03-15", "2020", count=6, share=0.5, below="050"),
    Record("BUATH", "D18", "2020-10-10", "2020", count=4, share=0.3, below="053", status="committed"),
    Record("UNG", "D14", "2020-12-05", "2020", count=6, share=0.4, below="042"),
)
PLAYGROUNDS = (("01666", "D20", "2020-05-20"), ("01498", "D20", "2020-08-15"), ("01603", "N02", "2020-09-05"))
"""N01 to N03 are providers outside the donors' list; deliveries before the assessment of 30 November do not count."""
