//! Synthetic Chinese names: a surname by its rough frequency and one or two characters of a list.

use super::random::Random;

const SURNAMES: [(&str, u64); 48] = [
    ("王", 72),
    ("李", 72),
    ("张", 68),
    ("刘", 54),
    ("陈", 45),
    ("杨", 31),
    ("黄", 22),
    ("赵", 21),
    ("吴", 20),
    ("周", 19),
    ("徐", 15),
    ("孙", 15),
    ("马", 13),
    ("朱", 13),
    ("胡", 12),
    ("郭", 11),
    ("何", 11),
    ("林", 11),
    ("高", 10),
    ("罗", 10),
    ("郑", 9),
    ("梁", 9),
    ("谢", 8),
    ("宋", 8),
    ("唐", 7),
    ("许", 7),
    ("邓", 7),
    ("韩", 6),
    ("冯", 6),
    ("曹", 6),
    ("彭", 6),
    ("曾", 6),
    ("肖", 5),
    ("田", 5),
    ("董", 5),
    ("潘", 5),
    ("袁", 5),
    ("蔡", 5),
    ("蒋", 5),
    ("余", 5),
    ("于", 4),
    ("杜", 4),
    ("叶", 4),
    ("程", 4),
    ("魏", 4),
    ("苏", 4),
    ("欧阳", 1),
    ("上官", 1),
];

/// Characters of given names, each usable alone or as one of two.
const GIVEN: [char; 80] = [
    '安', '柏', '宝', '彬', '博', '晨', '成', '川', '春', '丹', '德', '东', '恩', '芳', '飞', '峰', '福',
    '刚', '光', '桂', '海', '涵', '航', '豪', '浩', '和', '红', '宏', '华', '慧', '佳', '建', '江', '洁',
    '金', '静', '军', '俊', '凯', '兰', '乐', '磊', '丽', '林', '玲', '龙', '梅', '敏', '明', '宁', '鹏',
    '平', '琪', '强', '青', '清', '荣', '蓉', '瑞', '珊', '诗', '思', '涛', '婷', '文', '霞', '晓', '欣',
    '秀', '雪', '雅', '阳', '怡', '英', '宇', '玉', '云', '哲', '志', '子',
];

/// A name of two to four characters.
pub(super) fn draw(random: &mut Random) -> String {
    let mut name = String::from(random.pick("王", &SURNAMES));
    let mut add = |random: &mut Random| {
        let at = usize::try_from(random.below(80)).unwrap_or(0);
        name.push(GIVEN.get(at).copied().unwrap_or('安'));
    };
    add(random);
    if random.per_mille(820) {
        add(random);
    }
    name
}
