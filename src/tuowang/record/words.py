"""256 words in two languages, one a byte: what people read to each other to compare keys."""

from __future__ import annotations

_ENGLISH = """
apple arrow autumn axe bag ball bamboo banana barrel basket bath bean bear bed bee bell belt
bench bicycle bird biscuit blanket boat bone book boots bottle bowl box branch bread brick
bridge broom brush bucket bus butter butterfly button cabbage cable cage cake camel camera
candle candy cap car carpet carrot castle cat cave chain chair chalk cheese cherry chess
chestnut chicken chimney city clay clock cloud clover coal coat coffee coin comb compass
copper coral corn cotton cow crab crane crown cucumber cup curtain cushion desert desk
diamond dog doll dolphin donkey door dragon drum duck dust eagle ear earth egg elephant
engine envelope eye factory fan feather fence field finger fire fish flag flower flute fog
forest fork fox frog garden garlic gate ghost ginger giraffe glass gloves glue goat gold
goose grape grass guitar hair hammer hand harbour heart hedgehog hill honey hook horse
hospital hotel house ice ink iron island ivory jacket jade jar juice kettle key king kite
kitchen knife ladder lake lamp lantern leaf leather lemon letter library lightning lion lock
lotus magnet mango map maple market mask meat medal melon milk mirror monkey moon mountain
mouse mouth mushroom nail needle nest net noodle north nose oak ocean oil onion orange owl
paint palace panda paper parrot peach peacock peanut pear pearl pen pencil pepper piano
pillow pine pizza plane planet plate plum pocket pond potato prince pumpkin queen rabbit
radio rain rainbow rice ring river road robot rocket roof rope rose salt sand saw scarf
school scissors sheep
"""

_CHINESE = """
苹果 箭 秋天 斧头 袋子 球 竹子 香蕉 木桶 篮子 浴缸 豆子 熊 床 蜜蜂 铃铛
皮带 长凳 单车 鸟 饼干 毯子 小船 骨头 书 靴子 瓶子 碗 盒子 树枝 面包 砖头
桥 扫帚 刷子 水桶 公交车 黄油 蝴蝶 纽扣 白菜 电缆 笼子 蛋糕 骆驼 相机 蜡烛 糖果
帽子 汽车 地毯 胡萝卜 城堡 猫 山洞 链条 椅子 粉笔 奶酪 樱桃 象棋 栗子 鸡 烟囱
城市 黏土 时钟 云 三叶草 煤炭 大衣 咖啡 硬币 梳子 指南针 铜 珊瑚 玉米 棉花 奶牛
螃蟹 鹤 王冠 黄瓜 杯子 窗帘 坐垫 沙漠 书桌 钻石 狗 娃娃 海豚 驴 门 龙
鼓 鸭子 灰尘 老鹰 耳朵 大地 鸡蛋 大象 发动机 信封 眼睛 工厂 扇子 羽毛 篱笆 田野
手指 火 鱼 旗帜 花朵 笛子 雾 森林 叉子 狐狸 青蛙 花园 大蒜 大门 鬼 生姜
长颈鹿 玻璃 手套 胶水 山羊 黄金 鹅 葡萄 草地 吉他 头发 锤子 手 港口 心 刺猬
小山 蜂蜜 钩子 马 医院 旅馆 房子 冰 墨水 铁 岛屿 象牙 夹克 玉石 罐子 果汁
水壶 钥匙 国王 风筝 厨房 刀 梯子 湖 台灯 灯笼 叶子 皮革 柠檬 信件 图书馆 闪电
狮子 锁 莲花 磁铁 芒果 地图 枫树 市场 面具 肉 奖牌 甜瓜 牛奶 镜子 猴子 月亮
高山 老鼠 嘴巴 蘑菇 钉子 针 鸟巢 渔网 面条 北方 鼻子 橡树 海洋 石油 洋葱 橙子
猫头鹰 油漆 宫殿 熊猫 纸 鹦鹉 桃子 孔雀 花生 梨 珍珠 钢笔 铅笔 胡椒 钢琴 枕头
松树 披萨 飞机 行星 盘子 李子 口袋 池塘 土豆 王子 南瓜 女王 兔子 收音机 雨 彩虹
米饭 戒指 河流 道路 机器人 火箭 屋顶 绳子 玫瑰 盐 沙子 锯子 围巾 学校 剪刀 绵羊
"""

WORDS: list[tuple[str, str]] = list(zip(_ENGLISH.split(), _CHINESE.split(), strict=True))
assert len(WORDS) == 256
