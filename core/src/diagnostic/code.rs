//! The table of findings: every code with its wording in both languages, and nowhere else.
//!
//! Style: lower case, no full stop, user text in backticks, the number given and the number allowed. `{0}` is the
//! first argument. `E1..` documents, `E2..` policies, `E3..` expressions, `E4..` running, `W5..` advice.

use super::Severity;
use crate::value::Lang;

macro_rules! codes {
    ($($name:ident $code:literal $en:literal $en_help:literal $zh:literal $zh_help:literal;)*) => {
        /// Which finding; the text form is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $en] $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable text, such as `E102`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The message's template.
            #[must_use]
            pub const fn message(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$name, Lang::En) => $en, (Self::$name, Lang::ZhCn) => $zh,)* }
            }

            /// The help's template; empty when there is nothing to add.
            #[must_use]
            pub const fn help(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$name, Lang::En) => $en_help, (Self::$name, Lang::ZhCn) => $zh_help,)* }
            }
        }
    };
}

impl Code {
    /// Errors start with `E`, warnings with `W`.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.id().starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

codes! {
    YamlSyntax "E101"
        "the text is not YAML: {0}" ""
        "文本不是合法的 YAML:{0}" "";
    UnknownKey "E102"
        "unknown key `{0}`, a key that this build does not act on" "known here: {1}"
        "未知的键 `{0}`,本版本不处理它" "此处可用:{1}";
    DuplicateKey "E103"
        "key `{0}` occurs twice, first on line {1}" "keep one of them"
        "键 `{0}` 重复,首次出现在第 {1} 行" "保留其中一个";
    MissingKey "E104"
        "key `{0}` is missing" "add `{0}:` here"
        "缺少键 `{0}`" "在此处添加 `{0}:`";
    AmbiguousScalar "E105"
        "`{0}` is not a text unless it is quoted" "write \"{0}\""
        "`{0}` 不加引号时不是文本" "请写成 \"{0}\"";
    AnchorOrAlias "E106"
        "anchors, aliases and tags are refused" "write the value out"
        "不接受锚点、别名和标签" "请把内容写全";
    TooDeep "E107"
        "nested {0} levels deep, at most {1} are allowed" ""
        "嵌套 {0} 层,最多允许 {1} 层" "";
    TooLarge "E108"
        "the document has {0} {1}, at most {2} are allowed" "split it into several files"
        "文档有 {0} {1},最多允许 {2}" "请拆成多个文件";
    SeveralDocuments "E109"
        "a file holds one document, this one holds several" "remove the `---` in between"
        "一个文件只能有一个文档" "请删除中间的 `---`";
    WrongShape "E110"
        "expected {0}, found {1}" ""
        "此处应为{0},实际为{1}" "";
    EmptyDocument "E112"
        "the document is empty" ""
        "文档为空" "";
    DuplicateItem "E113"
        "`{0}` is defined in two files, first in {1}" "keep one of them"
        "`{0}` 在两个文件中都有定义,首次在 {1}" "保留其中一个";
    FileNotGiven "E114"
        "there is no file `{0}` beside the policy" "files are named as in `rows: tier.csv`"
        "策略旁没有文件 `{0}`" "文件写法如 `rows: tier.csv`";
    UnusedFile "E115"
        "no table takes its rows from the file `{0}`" "name it in `rows:` of a table, or remove it"
        "没有决策表使用文件 `{0}` 的行" "请在某个表的 `rows:` 中引用,或删除该文件";
    RowsHeader "E116"
        "the first line of `{0}` is `{1}`, it has to name the inputs and outputs: `{2}`" ""
        "`{0}` 的首行是 `{1}`,应依次列出输入和输出:`{2}`" "";
    RowsQuote "E117"
        "the quoted cell is not closed" "write a quote inside a quoted cell twice"
        "带引号的单元格未闭合" "引号内的引号请写两次";
    WrongEdition "E201"
        "edition `{0}` is not supported, this engine acts on edition 1" "write `appraise: 1`"
        "不支持版次 `{0}`,本引擎支持版次 1" "请写 `appraise: 1`";
    BadId "E202"
        "`{0}` is not an id" "an id starts with a letter a-z and holds letters, digits, `_`"
        "`{0}` 不是合法的标识" "标识以字母 a-z 开头,含字母、数字和 `_`";
    NameTaken "E203"
        "name `{0}` is already used by {1}" "rename one of them"
        "名称 `{0}` 已用于{1}" "请改名";
    BadType "E204"
        "unknown type `{0}`" "types are bool, int, double, decimal(0..8), string, enum, date, timestamp, duration"
        "未知类型 `{0}`" "可用类型:bool、int、double、decimal(0..8)、string、enum、date、timestamp、duration";
    BadValue "E205"
        "`{0}` is not a value of type {1}" ""
        "`{0}` 不是 {1} 类型的值" "";
    OutOfRange "E206"
        "`{0}` is outside the range {1} to {2}" ""
        "`{0}` 超出范围 {1} 到 {2}" "";
    EmptyRange "E207"
        "the range {0} to {1} is empty" "the first value is the smaller one"
        "范围 {0} 到 {1} 为空" "第一个值应较小";
    BadDate "E208"
        "`{0}` is not a date" "write it as 2026-01-31"
        "`{0}` 不是日期" "请写成 2026-01-31";
    BadZone "E209"
        "time zone `{0}` is not in the list" "use UTC, a fixed offset such as +08:00, or one of {1}"
        "时区 `{0}` 不在列表中" "请用 UTC、固定偏移如 +08:00,或 {1} 之一";
    BadDuration "E210"
        "`{0}` is not a duration" "write it as 2h, 7d, 3m, 2bd or 2bh"
        "`{0}` 不是时长" "请写成 2h、7d、3m、2bd 或 2bh";
    BadChoice "E211"
        "`{0}` is not one of {1}" ""
        "`{0}` 不在可选值 {1} 之中" "";
    NoCustomers "E212"
        "the schema has no table `customers`" "add `customers:` under `schema:`"
        "schema 中没有 `customers` 表" "请在 `schema:` 下添加 `customers:`";
    UnknownField "E213"
        "`{0}` is not a field of `{1}`" "did you mean `{2}`?"
        "`{0}` 不是 `{1}` 的字段" "是否要写 `{2}`?";
    BadKeyField "E214"
        "`{0}` cannot be a key: it has to be a string or int field that is not nullable" ""
        "`{0}` 不能作主键:须为不可空的 string 或 int 字段" "";
    EnumWithoutValues "E215"
        "the enumeration has no `values`" "list its members"
        "枚举没有 `values`" "请列出各取值";
    DuplicateMember "E216"
        "member `{0}` occurs twice" "remove one of them"
        "取值 `{0}` 重复" "请删除其中一个";
    BadClass "E217"
        "data class `{0}` is not C1 or C2" "C3 data may not be given to the engine"
        "数据分级 `{0}` 不是 C1 或 C2" "C3 数据不得输入引擎";
    WeightsSum "E218"
        "weights of {0} of `{1}` sum to {2}, they have to sum to 100" ""
        "`{1}` {0}的权重合计为 {2},应为 100" "";
    BadNumber "E219"
        "`{0}` is not a number with at most {1} decimal places" ""
        "`{0}` 不是至多 {1} 位小数的数" "";
    NoIndicators "E220"
        "{0} is empty" ""
        "{0} 为空" "";
    BinGap "E221"
        "no bin takes {0}" "add a bin for it"
        "没有分箱包含 {0}" "请为它添加分箱";
    BinUnreachable "E222"
        "bin `{0}` can never be reached: earlier bins take all of it" "remove it or move it up"
        "分箱 `{0}` 永远不会命中:前面的分箱已全部覆盖" "请删除或上移";
    CurveOrder "E223"
        "the values of a curve have to increase: `{0}` follows `{1}`" ""
        "曲线的取值须递增:`{1}` 之后是 `{0}`" "";
    CurveType "E224"
        "a curve needs an int, decimal or date, this is {0}" "write `decimal(x, s)`"
        "曲线需要 int、decimal 或 date,此处为 {0}" "请写 `decimal(x, s)`";
    CurveTooWide "E225"
        "the numbers of this curve are too large to interpolate exactly" "use smaller weights or fewer decimal places"
        "曲线数值过大,无法精确插值" "请减小权重或小数位";
    MapIncomplete "E226"
        "no points for `{0}`" "add it, or `other:`"
        "`{0}` 没有分值" "请补充,或添加 `other:`";
    UnknownReasonCode "E227"
        "reason code `{0}` has no wording" "add it to `reason_codes`"
        "原因代码 `{0}` 没有说明" "请加入 `reason_codes`";
    PointsChoice "E228"
        "an indicator has exactly one of `bins`, `curve`, `map`" ""
        "每个指标须且只能有 `bins`、`curve`、`map` 之一" "";
    RowWidth "E229"
        "the row has {0} cells, {1} are needed" ""
        "该行有 {0} 个单元格,应为 {1} 个" "";
    RowsOverlap "E230"
        "rows {0} and {1} both take {2}" "make them disjoint, or use `hit: first`"
        "第 {0} 行与第 {1} 行同时命中 {2}" "请使其互斥,或使用 `hit: first`";
    Cycle "E231"
        "`{0}` depends on itself: {1}" ""
        "`{0}` 依赖自身:{1}" "";
    UnknownTable "E232"
        "`{0}` is not a child table of the schema" "tables are {1}"
        "`{0}` 不是 schema 中的子表" "可用的表:{1}";
    UnknownAlert "E233"
        "`{0}` is not an alert of this policy" ""
        "`{0}` 不是本策略的提醒" "";
    UnknownName "E234"
        "`{0}` is not a name of this policy" "did you mean `{1}`?"
        "`{0}` 不是本策略中的名称" "是否要写 `{1}`?";
    BadTemplate "E235"
        "a double brace in the template is not closed" ""
        "模板中的双花括号未闭合" "";
    TooManyIndicators "E236"
        "{0} indicators in one scorecard, at most {1} are allowed" ""
        "一张评分卡有 {0} 个指标,最多 {1} 个" "";
    ReasonWithoutCode "E237"
        "`reasons` needs a `reason` on every indicator, `{0}` has none" ""
        "设置了 `reasons`,则每个指标都要有 `reason`,`{0}` 没有" "";
    ExprSyntax "E301"
        "expected {0}, found `{1}`" ""
        "此处应为{0},实际为 `{1}`" "";
    BadLiteral "E302"
        "`{0}` is not a valid literal: {1}" ""
        "`{0}` 不是合法的字面量:{1}" "";
    ReservedWord "E303"
        "`{0}` is a reserved word" "use another name"
        "`{0}` 是保留字" "请换一个名称";
    UndeclaredName "E304"
        "`{0}` is not declared" "did you mean `{1}`?"
        "`{0}` 未声明" "是否要写 `{1}`?";
    UnknownFunction "E305"
        "there is no function `{0}`" ""
        "没有函数 `{0}`" "";
    NoOverload "E306"
        "`{0}` cannot be applied to {1}" "{2}"
        "`{0}` 不能用于 {1}" "{2}";
    NotInProfile "E307"
        "{0} is part of CEL but not of this profile" "{1}"
        "{0}属于 CEL,但不在本语言范围内" "{1}";
    ExprTooDeep "E308"
        "the expression is nested deeper than {0} levels" "split it with `derive`"
        "表达式嵌套超过 {0} 层" "请用 `derive` 拆分";
    ExprTooLong "E309"
        "the expression has more than {0} {1}" "split it with `derive`"
        "表达式超过 {0} {1}" "请用 `derive` 拆分";
    ScaleTooLarge "E310"
        "the result has {0} decimal places, at most {1} are allowed" "write `round(x, {1})` around an operand"
        "结果有 {0} 位小数,最多 {1} 位" "请对某个操作数使用 `round(x, {1})`";
    RatioUse "E311"
        "a ratio can be compared, negated, added to a literal and binned, not used in {0}" "write `round(x, 4)`"
        "比率只能比较、取负、与字面量相加或分箱,不能用于{0}" "请写 `round(x, 4)`";
    ConditionType "E312"
        "expected {0}, this expression is {1}" ""
        "此处应为 {0},该表达式为 {1}" "";
    NotAMember "E313"
        "`{0}` is not a member of the enumeration" "members are {1}"
        "`{0}` 不是该枚举的取值" "可用取值:{1}";
    NotConstant "E314"
        "{0} has to be a literal" ""
        "{0}须为字面量" "";
    WrongDomain "E315"
        "`{0}` is a field of the rows of `{1}`, not of the customer" "use an aggregate, or `each`"
        "`{0}` 是 `{1}` 行的字段,不是客户的字段" "请用汇总或 `each`";
    CellType "E316"
        "the cell `{0}` does not fit an input of type {1}" ""
        "单元格 `{0}` 与类型为 {1} 的输入不符" "";
    CellEmptyInterval "E317"
        "the interval `{0}` holds no value" ""
        "区间 `{0}` 不含任何值" "";
    LiteralRange "E318"
        "`{0}` is outside the range of {1}" ""
        "`{0}` 超出 {1} 的范围" "";
    NullUse "E319"
        "`null` can only be compared with `==` and `!=`" ""
        "`null` 只能用 `==` 和 `!=` 比较" "";
    RecordUse "E320"
        "`{0}` is a row, name one of its fields" "write `{0}.field`"
        "`{0}` 是一行,请指定其字段" "请写 `{0}.字段`";
    BadTimestamp "E330"
        "`{0}` is not a timestamp" "write it as 2026-01-31T08:30:00+08:00; outside of expressions also as 2026-01-31 08:30, in the policy's zone"
        "`{0}` 不是时间戳" "请写成 2026-01-31T08:30:00+08:00;表达式之外也可写 2026-01-31 08:30(按策略时区)";
    BadLength "E331"
        "`{0}` is not a length of time of at most 315576000000 s" "write it as 1h30m, 90s or 0.5s; the units are h, m, s, ms, us, ns"
        "`{0}` 不是不超过 315576000000 秒的时间长度" "请写成 1h30m、90s 或 0.5s;单位为 h、m、s、ms、us、ns";
    ListValue "E340"
        "a list is not a value that an expression can end with" "use size, in, all, exists or an index"
        "表达式的结果不能是列表" "请使用 size、in、all、exists 或下标";
    MacroNesting "E341"
        "a macro inside a macro inside a macro" "split it with `derive`"
        "宏嵌套超过两层" "请用 `derive` 拆分";
    ListTooLong "E342"
        "a list of {0} elements, at most {1} are allowed here" "put the values into a table"
        "列表有 {0} 个元素,此处最多 {1} 个" "请把取值放入表中";
    UnrolledTooFar "E343"
        "lists and macros of this text come to more than {0} terms" "split it with `derive`"
        "该文本中的列表和宏展开后超过 {0} 项" "请用 `derive` 拆分";
    BadVariable "E344"
        "the first argument of a macro is the name of its variable" "write it as in `[1, 2].exists(x, x > n)`"
        "宏的第一个参数须为变量名" "写法如 `[1, 2].exists(x, x > n)`";
    RowsUse "E345"
        "{0} does not apply to the rows of a table" "use size, in, all, exists, or sum, min, max, avg of mapped rows: `sum(t.map(r, r.amount))`"
        "{0}不能用于表的各行" "请使用 size、in、all、exists,或对映射后的行使用 sum、min、max、avg:`sum(t.map(r, r.amount))`";
    BadEventDate "E350"
        "`{0}` cannot say when a row happened: it is {1}, not a date" ""
        "`{0}` 不能表示记录发生的时间:类型为 {1},不是日期" "";
    NoEventDate "E351"
        "`{0}` needs rows in time, and table `{1}` has no `event_date`" "add `event_date:` to the table"
        "`{0}` 需要记录的时间,表 `{1}` 没有 `event_date`" "请在该表中添加 `event_date:`";
    BadWindow "E352"
        "`{0}` is not a window" "write last_day, 30d, 3m, mtd, qtd, ytd, last_month, last_quarter, or two dates as `from` and `to`"
        "`{0}` 不是时间窗口" "请写 last_day、30d、3m、mtd、qtd、ytd、last_month、last_quarter,或用 `from` 和 `to` 给出两个日期";
    WindowTooLong "E353"
        "the window `{0}` may reach back {1} days, deliveries of `{2}` hold {3}" "shorten it, or have more delivered and raise `coverage`"
        "时间窗口 `{0}` 可能追溯 {1} 天,表 `{2}` 每次送达 {3} 天" "请缩短窗口,或延长送达范围并提高 `coverage`";
    BadLatestBy "E354"
        "`{0}` cannot tell which row of an id is the latest: it is {1}" "name a date, timestamp, int or decimal field"
        "`{0}` 不能判断同一标识的哪条记录最新:类型为 {1}" "请指定 date、timestamp、int 或 decimal 字段";
    BadDays "E355"
        "`{0}` is not a number of days" "write it as 400d"
        "`{0}` 不是天数" "请写成 400d";
    BadRates "E356"
        "`{0}` is not a table of rates" "name a table under `refs` whose key is the currency, a string, and which has a decimal field `rate`"
        "`{0}` 不是汇率表" "请指定 `refs` 下以币种(string)为键、含 decimal 字段 `rate` 的表";
    MixedUnits "E357"
        "amounts in `{0}` and in `{1}` are added or compared" "convert one of them first: a product with a rate fits every unit, and measures have `currency`"
        "单位为 `{0}` 与 `{1}` 的金额被相加或比较" "请先换算其中之一:乘以汇率,或在指标中使用 `currency`";
    BadDayField "E360"
        "`{0}` cannot say when a row holds: it has to be a date field" ""
        "`{0}` 不能表示有效期:须为 date 字段" "";
    SeveralCalendars "E361"
        "`{0}` is a second calendar, a policy has at most one" "put all days into one table"
        "`{0}` 是第二个日历,一个策略最多一个" "请把所有日期放入同一张表";
    BadTimeOfDay "E362"
        "`{0}` is not a time of the day" "write \"09:00\""
        "`{0}` 不是一天中的时刻" "请写成 \"09:00\"";
    UnknownReference "E363"
        "`{0}` is not a reference table of this policy" "tables are {1}"
        "`{0}` 不是本策略的参照表" "可用的表:{1}";
    NoBusinessDay "E364"
        "the weekend holds every day of the week" "leave out the days on which the bank works"
        "周末包含了一周的每一天" "请去掉营业日";
    NoCalendar "E365"
        "`{0}` needs a calendar of business days" "declare a table of `kind: calendar` under `refs`, with `hours` where hours are counted"
        "`{0}` 需要工作日历" "请在 `refs` 下声明 `kind: calendar` 的表,按小时计时还需 `hours`";
    NoConsents "E391"
        "field `{0}` needs a consent, and the policy does not say where consents are recorded" "add `consents:`"
        "字段 `{0}` 需要客户授权,但策略未说明授权记录所在" "请添加 `consents:`";
    SensitiveWithoutBasis "E392"
        "field `{0}` is sensitive and does not say on what ground it is used" "add `basis:` with consent, contract or legal"
        "字段 `{0}` 为敏感信息,但未说明使用依据" "请添加 `basis:`,取 consent、contract 或 legal";
    ConsentUse "E393"
        "field `{0}` cannot need a consent: {1}" "remove `consent:`"
        "字段 `{0}` 不能要求授权:{1}" "请删除 `consent:`";
    PurposeMissing "E394"
        "{0} does not say its `purpose`" "purposes are {1}"
        "{0} 未说明用途 `purpose`" "可用的用途:{1}";
    UnknownPurpose "E395"
        "`{0}` is not one of the policy's `purposes`" "purposes are {1}"
        "`{0}` 不在策略的 `purposes` 之中" "可用的用途:{1}";
    PurposeRefused "E396"
        "{0} is for `{1}`, and `{2}` may not be used for that; it is used by way of {3}" "the purposes of `{2}`: {4}"
        "{0} 的用途为 `{1}`,而 `{2}` 不得用于此用途;使用路径:{3}" "`{2}` 的用途:{4}";
    SuppressNothing "E390"
        "alert `{0}` raises no task that `suppress` could keep back" "remove it, or add a `task`"
        "提醒 `{0}` 不派发任务,`suppress` 无可拦截" "请删除,或添加 `task`";
    RowsDisagree "E380"
        "rows {0} and {1} both take {2} and say different things" "make them say the same, or use `hit: first`"
        "第 {0} 行与第 {1} 行同时命中 {2},但结果不同" "请使结果一致,或使用 `hit: first`";
    PriorityOutput "E381"
        "`hit: priority` needs an output that is an enumeration: the order of its members is the priority" ""
        "`hit: priority` 需要一个枚举输出:其取值顺序即优先级" "";
    CollectOutput "E382"
        "`hit: collect` needs exactly one output, an enumeration" ""
        "`hit: collect` 须且只能有一个输出,类型为 enum" "";
    FoldOutput "E383"
        "`hit: {0}` needs exactly one output, an int or a decimal" ""
        "`hit: {0}` 须且只能有一个输出,类型为 int 或 decimal" "";
    CrosstabAxes "E384"
        "a crosstab has one output and two inputs, one named by `rows`, the other by `columns`" ""
        "交叉表有一个输出和两个输入,一个由 `rows` 指定,另一个由 `columns` 指定" "";
    ClassGap "E385"
        "no row takes {0}" "extend a row: every value has to belong to a class"
        "没有任何一行包含 {0}" "请扩展某一行:每个取值都须属于一个类别";
    BadMargin "E386"
        "`{0}` is not a margin" "write a percentage such as 5%"
        "`{0}` 不是合法的缓冲幅度" "请写百分比,如 5%";
    MarginWithoutEdge "E387"
        "a margin needs one measure that is an int or a decimal" "leave the margin out, or write `measure:`"
        "缓冲幅度需要单一的 int 或 decimal 度量" "请去掉缓冲幅度,或改用 `measure:`";
    NotInDays "E388"
        "`{0}` is not a number of days" "write it as 30d"
        "`{0}` 不是天数" "请写成 30d";
    BadDayCount "E370"
        "`{0}` is not a number of days from 1 to {1}" "write `30d`"
        "`{0}` 不是 1 到 {1} 天的天数" "请写成 `30d`";
    BadStage "E371"
        "stage `{0}` is there twice or more than {1} days ahead" "stages are different numbers of days"
        "阶段 `{0}` 重复,或早于 {1} 天" "各阶段的天数应互不相同";
    NoStages "E372"
        "there is no stage" "write `days: [15, 7, 3]`"
        "没有任何阶段" "请写成 `days: [15, 7, 3]`";
    NeedsTask "E373"
        "`{0}` is about a task, but the alert raises none" "add `task:`, or remove `{0}`"
        "`{0}` 针对任务,但该预警不生成任务" "请添加 `task:`,或删除 `{0}`";
    StagesAlone "E374"
        "`{0}` does not go together with `stages`" "a staged alert tells of its event at its stages; remove one of them"
        "`{0}` 不能与 `stages` 同时使用" "分阶段的预警只在各阶段提醒,请删除其中之一";
    AsOfBeforeState "E375"
        "the run of {0} is before the one of {1} that the state is of" "take the state of an earlier run"
        "运行时点 {0} 早于状态所属的运行 {1}" "请使用更早一次运行的状态";
    StateOfOtherPolicy "E376"
        "the state is of policy `{0}`, this is policy `{1}`" "take the state that a run of this policy wrote"
        "状态属于策略 `{0}`,当前策略为 `{1}`" "请使用本策略运行产生的状态";
    StateUnusable "E377"
        "`{0}` is not as a run has written it, line {1}: {2}" "take the table as the run before wrote it"
        "`{0}` 与运行写出的内容不符,第 {1} 行:{2}" "请使用上一次运行写出的原表";
    ShiftWithoutCalendar "E378"
        "`shift` needs a calendar of business days" "declare a table of `kind: calendar` under `refs`, or remove `shift`"
        "`shift` 需要工作日日历" "请在 `refs` 下声明 `kind: calendar` 的表,或删除 `shift`";
    UnknownAccessTable "E480"
        "`{0}` is neither an input nor an output table of this policy" "tables are {1}"
        "`{0}` 既不是本策略的输入表,也不是输出表" "可用的表:{1}";
    CannotCut "E481"
        "role `{0}` sees some customers only, and table `{1}` cannot be cut by customer" "take it out of `tables`, or give the role `rows: all`"
        "角色 `{0}` 只能查看部分客户,而表 `{1}` 无法按客户切分" "请从 `tables` 中删除该表,或设置 `rows: all`";
    AccessKey "E482"
        "`access` needs customers with a key of their own" "name a field as the `key` of `customers`"
        "`access` 需要客户有自己的标识" "请在 `customers` 中用 `key` 指定标识字段";
    DeputyField "E483"
        "`{0}` may be missing, and a deputyship names both people and both days" "take `nullable` away"
        "`{0}` 允许为空,而代理关系须写明双方人员及起止日" "请去掉 `nullable`";
    AccessFields "E484"
        "`{0}` is not a field, scorecard, table, class, tag or alert of this policy" "did you mean `{1}`?"
        "`{0}` 不是本策略的字段、评分卡、决策表、分类、标签或预警" "是否要写 `{1}`?";
    NotInRole "E485"
        "`{0}` is not a role of `access` and a person" "write it as `role person`; roles are {1}"
        "`{0}` 不是 `access` 中的角色加人员" "请写成 `角色 人员`;可用的角色:{1}";
    NotFillable "E486"
        "`{0}` cannot be filled by a form" "name a field of `customers` other than its key"
        "`{0}` 不能由表单填写" "请写 `customers` 的非主键字段";
    NotAGoal "E495"
        "`{0}` is not a goal" "write a name, one of `=`, `>=`, `<=`, `>`, `<`, and a value: `tier>=gold`, `churn=not_fired`"
        "`{0}` 不是可用的目标" "请写成名称、`=`、`>=`、`<=`、`>`、`<` 之一加取值，例如 `tier>=gold`、`churn=not_fired`";
    UnknownGoal "E496"
        "`{0}` is no score, output of a table, class, derived value or alert of this policy" "did you mean `{1}`?"
        "`{0}` 不是本策略的评分、决策表输出、分类、派生值或预警" "是否要写 `{1}`?";
    NotChangeable "E497"
        "`{0}` cannot be changed in steps: it is {1}" "steps are for fields of customers of type bool, int, decimal, date or enum, the key excepted"
        "`{0}` 不能按步调整:它是 {1}" "仅限 `customers` 中类型为 bool、int、decimal、date、enum 的非主键字段";
    StepNotPositive "E498"
        "`{0}` is not greater than 0" "a step and its cost are numbers above 0"
        "`{0}` 不大于 0" "步长及其成本须大于 0";
    BadEdit "E499"
        "`{0}` cannot be `{1}`: {2}" "name a field of customers with a cell of its type, or a parameter with a value within its range"
        "`{0}` 不能取 `{1}`:{2}" "请写客户字段及符合其类型的取值,或参数及其范围内的取值";
    BadAsOf "E401"
        "`{0}` is not an as-of instant" "write 2026-11-21 or 2026-11-21T08:30:00+08:00"
        "`{0}` 不是合法的基准时点" "请写 2026-11-21 或 2026-11-21T08:30:00+08:00";
    NotEffective "E402"
        "as-of {0} is outside the policy's effective dates {1}" "choose another date, or force it"
        "基准日 {0} 不在策略有效期 {1} 内" "请换一个日期,或强制运行";
    MissingColumn "E403"
        "table `{0}` has no column `{1}`, which the policy needs" "add the column, map it with `from:`, or make the field nullable"
        "表 `{0}` 没有策略所需的列 `{1}`" "请补充该列、用 `from:` 映射,或将字段设为可空";
    BadHeader "E404"
        "table `{0}` has no usable header: {1}" ""
        "表 `{0}` 的表头不可用:{1}" "";
    TableNotDeclared "E405"
        "table `{0}` is not in the schema" "tables are {1}"
        "schema 中没有表 `{0}`" "可用的表:{1}";
    TableNotDelivered "E406"
        "table `customers` was not delivered" ""
        "未提供 `customers` 表" "";
    UnknownCustomer "E407"
        "there is no customer `{0}` in the data" ""
        "数据中没有客户 `{0}`" "";
    BadDescriptor "E408"
        "column `{0}` of table `{1}` does not fit: {2}" ""
        "表 `{1}` 的列 `{0}` 不符:{2}" "";
    UnknownOutput "E409"
        "there is no output table `{0}`" "tables are {1}"
        "没有输出表 `{0}`" "可用的表:{1}";
    DuplicateColumn "E410"
        "table `{0}` has column `{1}` twice" "rename one of them"
        "表 `{0}` 的列 `{1}` 重复" "请改名其中一列";
    UnreadableRequest "E411"
        "the request cannot be read: {0}" ""
        "请求无法解析:{0}" "";
    DatasetState "E412"
        "{0}" ""
        "{0}" "";
    ReportShape "E420"
        "a report has `by` and `measures`, or `migration`, or `psi` with `bins` and `expected`" "keep one of them"
        "报表应为 `by` 与 `measures`,或 `migration`,或 `psi` 加 `bins` 与 `expected`" "请只保留其中一种";
    NotCounted "E421"
        "`{0}` is of type {1}, which a report cannot count or add up exactly" "write `decimal(x, 2)` or `round(x, 4)`"
        "`{0}` 的类型为 {1},报表无法精确计数或汇总" "请写 `decimal(x, 2)` 或 `round(x, 4)`";
    BadShare "E422"
        "`{0}` is not a share above 0 and up to 1" ""
        "`{0}` 不是大于 0 且不超过 1 的比例" "";
    QuantileShares "E423"
        "figure `{0}` needs `at` exactly when it is `quantiles`" "write for example `at: [0.5, 0.9]` beside `quantiles`"
        "指标 `{0}` 仅在为 `quantiles` 时需要 `at`" "如 `quantiles` 旁写 `at: [0.5, 0.9]`";
    ExpectedShares "E424"
        "{0} expected shares that sum to {1}: {2} bins need as many, above 0, that sum to 1" ""
        "{0} 个预期占比,合计 {1}:{2} 个分箱需要同样多个大于 0 且合计为 1 的占比" "";
    NotOverridable "E425"
        "`{0}` cannot be overridden" "name a field of `customers` other than its key, or a class"
        "`{0}` 不能人工覆盖" "请写 `customers` 的非主键字段,或分类";
    NotABranch "E426"
        "`{0}` does not name the branch of a customer" "name a field of `customers` of type string"
        "`{0}` 不是客户的机构字段" "请写 `customers` 中类型为 string 的字段";
    NotMovable "E427"
        "parameter `{0}` is local, but a branch cannot set it" "give it the type int, decimal or date and a `range`, or take `local` away"
        "参数 `{0}` 标为 local,但机构无法设定" "请将类型设为 int、decimal 或 date 并填写 `range`,或去掉 `local`";
    OverlaidInCell "E428"
        "parameter `{0}` may differ by branch, a cell is the same for all" "compare with it in an expression, or take `local` away"
        "参数 `{0}` 可由机构设定,而单元格对所有客户相同" "请在表达式中比较,或去掉 `local`";
    OwnerMissing "E430"
        "`{0}` raises tasks and nobody answers for it" "add `owner:`; the policy is `strict`"
        "`{0}` 会派发任务,但无人负责" "请添加 `owner:`;本策略为 `strict`";
    OutcomesMissing "E431"
        "`{0}` raises tasks and does not say with which outcomes they end" "add `closes_with:` to its `task`; the policy is `strict`"
        "`{0}` 会派发任务,但未列出办结结果" "请在其 `task` 中添加 `closes_with:`;本策略为 `strict`";
    StepTime "E432"
        "a step is either `after` the start of its playbook or `before` a date" "write `after: 7d`, or `before:` with `date` and `days`"
        "每个步骤须写 `after`(起始日之后)或 `before`(某日之前)之一" "请写 `after: 7d`,或含 `date` 和 `days` 的 `before:`";
    BadOffset "E433"
        "`{0}` is not a time after a date, of at most {1}" "write it as 7d, 3m or 2bd"
        "`{0}` 不是某日之后的时长(至多 {1})" "请写成 7d、3m 或 2bd";
    QuotaSource "E434"
        "quota `{0}` has no source that can be counted in its period" "count or sum a child table with an `event_date`, without `window`; or write `count: journal`, with `where` of `service` and `outcome`"
        "配额 `{0}` 没有可按周期计数的来源" "请对有 `event_date` 的子表计数或求和(不写 `window`),或写 `count: journal`,`where` 只含 `service` 和 `outcome`";
    QuotaPeriod "E435"
        "`{0}` is not a period, or `since` does not go with it" "write month, quarter, year, 30d, or membership_year with `since:`"
        "`{0}` 不是周期,或与 `since` 不匹配" "请写 month、quarter、year、30d,或 membership_year 并填写 `since:`";
    QuotaRolls "E436"
        "a period of `{0}` rolls and has no end before which to remind" "remove `remind`"
        "周期 `{0}` 为滚动周期,没有可提前提醒的截止日" "请删除 `remind`";
    NeverOverdue "E437"
        "a task that is never due is never overdue" "add `due:`, or remove `escalate`"
        "没有办理期限的任务不会逾期" "请添加 `due:`,或删除 `escalate`";
    NoJournal "E438"
        "there is no journal to count: customers have no key of their own" "name a `key` of `customers`"
        "没有可计数的工作日志:客户没有自己的主键" "请为 `customers` 指定 `key`";
    Unclassified "W555"
        "fields without a data class count as C2 for `access`, {0} in all: {1}" "add `class: C1` or `class: C2`"
        "没有数据分级的字段在 `access` 中按 C2 处理,共 {0} 个:{1}" "请添加 `class: C1` 或 `class: C2`";
    NothingToContact "E440"
        "the policy raises no tasks about which customers could be contacted" "add an alert with a `task`, and a `key` to `customers`; or remove `contact`"
        "本策略不生成任务,无从联系客户" "请为某个预警添加 `task`,并为 `customers` 设置 `key`;或删除 `contact`";
    NotAGroup "E441"
        "`{0}` is not a kind of groups" "name one that is declared under `groups`"
        "`{0}` 不是客户组" "请写 `groups` 下声明的名称";
    NoHousehold "E442"
        "cap `{0}` counts the contacts of a household, and the policy does not say what a household is" "add `household:` to `contact`"
        "上限 `{0}` 按家庭计数,但策略未说明何为家庭" "请在 `contact` 中添加 `household:`";
    NotOrdered "E443"
        "contacts cannot be put in order by `{0}`: it is {1}" "write due, priority, stake, raised, or an expression that is a number, a date, a bool or an enumeration"
        "不能按 `{0}` 排序:类型为 {1}" "请写 due、priority、stake、raised,或结果为数值、日期、bool 或 enum 的表达式";
    NotALength "E444"
        "`{0}` is not a time of 1 to {1} days" "write 7d or 1m, or name an int parameter of days that is not local"
        "`{0}` 不是 1 到 {1} 天的时长" "请写 7d 或 1m,或写非 local 的 int 参数(天数)";
    NotACount "E445"
        "`{0}` is not a number of contacts" "write a whole number, or name an int parameter that is not local"
        "`{0}` 不是联系次数" "请写整数,或写非 local 的 int 参数";
    ExemptWaits "E446"
        "kind `{0}` is exempt: nothing defers it, so it does not wait" "take it out of `kinds`, or out of `exempt`"
        "类型 `{0}` 属于豁免,不会推迟,因此不适用冷静期" "请从 `kinds` 或 `exempt` 中去掉它";
    NotAStake "E447"
        "a stake is an int or a decimal of at most 2 places, this is {0}" "write `round(x, 2)`"
        "`stake` 应为 int 或至多 2 位小数的 decimal,此处为 {0}" "请写 `round(x, 2)`";
    OfferWithoutSuitability "E460"
        "offer `{0}` is over products, and the policy does not say which products suit whom" "add `suitability:`"
        "产品类推荐 `{0}` 须以适当性规则为前提,但策略没有 `suitability`" "请添加 `suitability:`";
    SuitabilityBypass "E461"
        "`{0}` would let offers past the suitability of products: {1}" "suitability holds for everybody: take the name out of one of the two"
        "`{0}` 会使推荐绕过产品适当性:{1}" "适当性对所有客户一律有效,请从其中一处去掉该名称";
    GradeWithoutLimit "E462"
        "there are not as many grades as levels of risk, and `limits` does not say what grade `{0}` permits" "levels are {1}"
        "客户等级与产品风险等级数目不同,`limits` 未说明等级 `{0}` 可购买的最高风险" "可用的等级:{1}";
    PriceByScore "E463"
        "the price of offer `{0}` depends on a score: {1}" "scores may order offers, not price them"
        "推荐 `{0}` 的价格取决于评分:{1}" "评分只能用于排序,不得用于定价";
    OfferConsent "E464"
        "offer `{0}` needs a consent, and the policy does not say where consents are recorded" "add `consents:`"
        "推荐 `{0}` 需要客户授权,但策略未说明授权记录所在" "请添加 `consents:`";
    UnknownOffer "E465"
        "`{0}` is not an offer that can be asked for here" "alerts and tests may name {1}"
        "`{0}` 不是此处可引用的推荐" "提醒和测试可引用:{1}";
    TooManyProducts "E466"
        "table `{0}` has {1} products that hold today, offers look at most at {2}" "give products their days of validity, or split the table"
        "表 `{0}` 当日有效的产品有 {1} 个,推荐最多处理 {2} 个" "请设置产品有效期,或拆分该表";
    BadOfferExpectation "E467"
        "`{0}` does not say which offer is blocked by what" "write `offer/product by`; blocks are {1}"
        "`{0}` 未说明哪项推荐被何种条件拦截" "请写 `推荐/产品 原因`;可用的原因:{1}";
    UnknownRole "E450"
        "`{0}` is not a role of this policy" "roles are {1}"
        "`{0}` 不是本策略的角色" "可用的角色:{1}";
    UnknownChannel "E451"
        "`{0}` is not a channel of this policy" "channels are {1}"
        "`{0}` 不是本策略的渠道" "可用的渠道:{1}";
    UnknownTemplate "E452"
        "`{0}` is not a template of this policy" "templates are {1}"
        "`{0}` 不是本策略的模板" "可用的模板:{1}";
    ChannelClass "E453"
        "template `{0}` shows `{1}` of class {2}, and channel `{3}` carries data up to {4}" "leave it out of the text, choose another channel, or give the field its class: one without a class counts as C2"
        "模板 `{0}` 显示 {2} 级数据 `{1}`,渠道 `{3}` 最高只可承载 {4} 级" "请从文本中去掉、改用其他渠道,或为字段标明分级:未标明的按 C2 处理";
    TextTooLong "E454"
        "the text has {0} characters without its values, channel `{1}` takes {2}" "shorten it"
        "文本不含取值已有 {0} 个字符,渠道 `{1}` 最多 {2} 个" "请缩短文本";
    NotForChannel "E455"
        "template `{0}` is not written for channel `{1}`" "its channels are {2}; a template that stands in for another goes by the same channel"
        "模板 `{0}` 不适用于渠道 `{1}`" "其渠道为 {2};替代模板须适用同一渠道";
    FallbackLoop "E456"
        "template `{0}` stands in for itself" "end the chain with `fallback: none`"
        "模板 `{0}` 的替代链回到自身" "请以 `fallback: none` 结束";
    TemplateRow "E457"
        "template `{0}` is about a row of `{1}`, and what sends it is about a row of `{2}`" "give both the same `each`, or leave it out of the template"
        "模板 `{0}` 针对 `{1}` 的记录,而发送它的规则针对 `{2}` 的记录" "请使两者的 `each` 一致,或从模板中去掉";
    NeedsConsents "E458"
        "consent to `{0}` is needed, and the policy does not say where consents are recorded" "add `consents:`"
        "需要客户对 `{0}` 的授权,但策略未说明授权记录所在" "请添加 `consents:`";
    MessagesWithoutKey "E459"
        "alert `{0}` sends messages, and customers have no key of their own" "name a `key` of `customers` that stays: otherwise a message would be sent again with every run"
        "提醒 `{0}` 发送消息,但客户没有自己的主键" "请为 `customers` 指定稳定的 `key`,否则每次运行都会重发消息";
    CustomerInManager "E470"
        "this is asked of a manager, and cannot rest on {0}, which differs by customer" "ask it of the customer under `when:`, or name a field as `manager.x`"
        "此处针对客户经理,不能使用因客户而异的{0}" "请在 `when:` 中对客户提问,或写成 `manager.x`";
    WithinWithoutBranch "E471"
        "`within` needs the branch of a manager" "add `branch:` with a field of the table under `managers:`"
        "`within` 需要客户经理所属机构" "请在 `managers:` 下用 `branch:` 指定其字段";
    TooManyMatches "E472"
        "{0} needs and preferences, at most {1} are allowed" "join some of them"
        "共有 {0} 条要求和偏好,最多 {1} 条" "请合并部分规则";
    RoleTwice "E473"
        "role `{0}` of `{1}` is already filled by team `{2}`: its people's capacity would be counted twice" "keep it in one team whose `when` covers both"
        "`{1}` 中的角色 `{0}` 已由团队 `{2}` 使用,人员名额会被重复计算" "请只保留在一个团队中,并让其 `when` 覆盖两者";
    FieldNotRead "E474"
        "`{0}` was not read: nothing in the policy needs it" "load the policy with `keep`, so that all fields are read"
        "未读取 `{0}`:方案中没有规则用到它" "请在加载方案时设置 `keep`,以读取全部字段";
    HoldoutOfRisk "E510"
        "alert `{0}` warns of a risk and may not be held out" "leave it out of `rules`: nobody is left with a known risk to see what comes of it"
        "预警 `{0}` 属风险预警,不得设对照组" "请从 `rules` 中去掉:不得为观察结果而搁置已知风险";
    HoldoutOfDuty "E511"
        "alert `{0}` is owed by a contract, a law or a quota and may not be held out" "leave it out of `rules`"
        "规则 `{0}` 属合同、法定或配额服务,不得设对照组" "请从 `rules` 中去掉";
    HoldoutOfDate "E512"
        "alert `{0}` tells of a planned date such as a maturity and may not be held out" "leave it out of `rules`: fields marked `planned` are dates that customers have to be told of"
        "规则 `{0}` 依据到期日等计划日期,不得设对照组" "请从 `rules` 中去掉:标为 `planned` 的日期必须告知客户";
    HoldoutOfComplaint "E513"
        "alert `{0}` answers a complaint and may not be held out" "leave it out of `rules`"
        "规则 `{0}` 属投诉处理,不得设对照组" "请从 `rules` 中去掉";
    HoldoutWithoutTask "E514"
        "alert `{0}` raises no task, so there is nothing to hold out" "give it a `task:`, or leave it out of `rules`"
        "规则 `{0}` 不生成任务,无从设对照组" "请添加 `task:`,或从 `rules` 中去掉";
    BadHoldoutShare "E515"
        "`{0}` is not a share of customers to hold out" "write a percentage above 0 and up to 50, with at most two places: `10`, `2.5`"
        "`{0}` 不是合法的对照组比例" "请写大于 0 且不超过 50 的百分数,最多两位小数:`10`、`2.5`";
    HoldoutWithoutKey "E516"
        "a holdout needs customers with a key of their own" "name a `key` of `customers` that stays: who is held out is drawn by it"
        "对照组要求客户有自己的主键" "请为 `customers` 指定稳定的 `key`,对照组据此抽取";
    BadOutcomeWindow "E517"
        "`{0}` is not a window of outcomes, which is 1 to {1} whole days" "write `90d`"
        "`{0}` 不是合法的结果观察期,应为 1 至 {1} 天" "写法如 `90d`";
    UnknownOutcomeName "E518"
        "`{0}` is not an outcome of this policy" "outcomes are {1}"
        "`{0}` 不是本策略的结果" "可用的结果:{1}";
    HistoryOrder "E519"
        "the delivery of {0} does not come after that of {1}" "deliveries are given one per day, the earliest first"
        "{0} 的数据不晚于 {1} 的数据" "请按日期先后给出,每日一份";
    HoldoutUnmeasured "W605"
        "there is a holdout and no outcome: customers are left alone and nothing is measured" "add `outcomes:`"
        "设有对照组但没有结果定义:客户被搁置却未衡量任何结果" "请添加 `outcomes:`";
    OutcomeWithoutValue "W606"
        "outcome `{0}` is counted by value and has no `value`: it is counted by customers" "add `value:`, or remove `by: value`"
        "结果 `{0}` 按金额计量但没有 `value`,将按户数计量" "请添加 `value:`,或去掉 `by: value`";
    NotAValue "E500"
        "`{0}` is no number of customers that the new policy reads" "one of these: {1}"
        "`{0}` 不是新策略读取的客户数值字段" "可用字段:{1}";
    OtherDay "E501"
        "a comparison has one day: it is of {0}, and a run of {1}" "run both policies as of one day"
        "比较只能针对同一天:比较日期为 {0},其中一次运行为 {1}" "请以同一日期运行两个策略";
    NotAWeight "E505"
        "`{0}` is of type {1}: rows are weighted by an int or a decimal" "name an amount, or write `round(x, 2)`"
        "`{0}` 的类型为 {1}:加权须用 int 或 decimal" "请写金额字段,或 `round(x, 2)`";
    NotAMoment "E506"
        "`{0}` is of type {1}: rows are told apart in time by a date or a timestamp" "name a date of the row itself"
        "`{0}` 的类型为 {1}:按时间划分须用 date 或 timestamp" "请写该行自身的日期";
    BadSplit "E507"
        "`{0}` is neither a date nor a share between 0 and 1" "write 2026-01-01, which begins the test part, or 0.25, the share of the last rows"
        "`{0}` 既不是日期,也不是 0 到 1 之间的比例" "请写 2026-01-01(测试部分的首日)或 0.25(最后若干行的比例)";
    NotAVariable "E508"
        "`{0}` is not a field of `customers` that can be looked at alone" "fields are {1}"
        "`{0}` 不是 `customers` 中可单独考察的字段" "可用的字段:{1}";
    NotAsked "E509"
        "{0}" "name the label when the policy is loaded, and a period of month, quarter or year"
        "{0}" "请在加载策略时指定标签;周期为 month、quarter 或 year";
    NoTests "W502"
        "the policy has no tests" ""
        "策略没有测试" "";
    ToldOnce "W520"
        "alert `{0}` has one event per customer and is not lasting: its task is raised once and never again" "add `lasting:` with `rearm: 30d`, or an event key such as `today`"
        "预警 `{0}` 每位客户只有一个事件且未设 `lasting`:任务只生成一次" "请添加 `lasting:` 及 `rearm: 30d`,或 `today` 这样的事件键";
    NoOwner "W530"
        "`{0}` raises tasks and nobody answers for it" "add `owner:`"
        "`{0}` 会派发任务,但无人负责" "请添加 `owner:`";
    NoOutcomes "W531"
        "`{0}` raises tasks and does not say with which outcomes they end: any text will do" "add `closes_with:` to its `task`"
        "`{0}` 会派发任务,但未列出办结结果:任何文本都可办结" "请在其 `task` 中添加 `closes_with:`";
    IdleChange "W590"
        "field `{0}` may be changed, and no rule looks at it" "a change of it reaches nothing: take `change` away"
        "字段 `{0}` 可调整,但没有任何规则使用它" "调整它没有作用,请去掉 `change`";
    NeverFires "W560"
        "alert `{0}` can never fire: no customer that the schema allows meets its condition" "look for comparisons that exclude each other"
        "预警 `{0}` 永远不会触发:字段声明范围内没有任何客户满足条件" "请检查互相排斥的比较";
    AlwaysFires "W561"
        "alert `{0}` fires for every customer" "a condition that is always true decides nothing"
        "预警 `{0}` 对所有客户都触发" "恒为真的条件没有意义";
    FiresToo "W562"
        "whenever alert `{0}` fires, alert `{1}` fires too: one event, two tasks" "give both the same `event` kind and key, or remove one"
        "预警 `{0}` 触发时 `{1}` 必然触发:同一事件产生两个任务" "请为两者设置相同的 `event`,或删除其一";
    ExclusiveFire "W563"
        "alerts `{0}` and `{1}` are declared exclusive, and one customer has both" "narrow one of the conditions"
        "预警 `{0}` 与 `{1}` 声明为互斥,但同一客户可同时触发" "请收紧其中一个条件";
    TableGap "W564"
        "no row of table `{0}` takes {1}" "add a row for it, or a last row of `-`"
        "决策表 `{0}` 没有任何一行包含 {1}" "请为它添加一行,或在最后添加全为 `-` 的一行";
    UnusedField "W565"
        "no rule uses of `{0}`: {1}" "leave it out: what is not needed should not be delivered"
        "`{0}` 中没有任何规则使用的字段:{1}" "请删除:不需要的数据不应提供";
    TestMissing "W566"
        "no test shows alert `{0}`: {1}" "add one that expects it, by `rules` or by the list of `alerts`"
        "没有测试表明预警 `{0}`:{1}" "请添加测试";
    OutsideFragment "W567"
        "`{0}` is not analysed: it asks more than comparisons of single fields" "nothing is claimed of it; write tests"
        "未分析 `{0}`:其条件不只是单个字段的比较" "对它不作任何结论,请编写测试";
    BeyondBound "W568"
        "`{0}` is not analysed: it has too many different cases" "nothing is claimed of it; cut it into smaller ones"
        "未分析 `{0}`:不同情形过多" "对它不作任何结论,请拆分";
    RowNeverDecides "W570"
        "row {0} of table `{1}` never decides: rows before it take all that it takes" "remove it, or move it up"
        "决策表 `{1}` 第 {0} 行永远不会生效:优先于它的行已覆盖其全部取值" "请删除或上移";
    RowOutOfRange "W571"
        "row {0} of table `{1}` can never be reached: its cell of `{2}` takes nothing that is declared" "look at `min` and `max` of the field, or remove the row"
        "决策表 `{1}` 第 {0} 行永远不会命中:其 `{2}` 单元格不含声明范围内的任何值" "请检查字段的 `min` 与 `max`,或删除该行";
    OrderDecides "W569"
        "rows {0} and {1} of table `{2}` both take {3} and say different things: the first decides" "look whether that is meant"
        "决策表 `{2}` 第 {0} 行与第 {1} 行均包含 {3} 而结论不同:以靠前的一行为准" "请确认是否符合本意";
    PointsNeverReached "W572"
        "`{0}` of indicator `{1}` can never be reached: it takes no value that is declared" "look at `min` and `max` of the field"
        "指标 `{1}` 的 `{0}` 永远不会命中:不含声明范围内的任何值" "请检查字段的 `min` 与 `max`";
    EdgeOfNone "W573"
        "{0} is neither `{1}` nor `{2}`" "decide to which of the two the edge belongs: write `>=` or `<=`"
        "{0} 既不属于 `{1}` 也不属于 `{2}`" "请确定临界值归属,写 `>=` 或 `<=`";
    TagConstant "W574"
        "tag `{0}` is {1} for every customer" "a tag that is always the same says nothing"
        "标签 `{0}` 对所有客户均为 {1}" "恒定不变的标签没有意义";
    OfferImpossible "W575"
        "offer `{0}` can never be made: of those who pass what is asked before, nobody passes `{1}`" "compare the offer's `when` with it"
        "推荐 `{0}` 永远无法作出:通过前序条件的客户均不满足 `{1}`" "请对照该推荐的 `when`";
    AlwaysSuppressed "W576"
        "whenever alert `{0}` fires, `suppress` keeps its task back" "narrow `suppress`, or remove the alert"
        "预警 `{0}` 触发时其任务总是被 `suppress` 拦截" "请收紧 `suppress`,或删除该预警";
    WindowsOverlap "W577"
        "alerts `{0}` and `{1}` look at overlapping days around one date of `{2}`: one event, two tasks" "give both the same `event` kind and key, or let the days follow each other"
        "预警 `{0}` 与 `{1}` 针对 `{2}` 同一日期的时间窗口重叠:同一事件产生两个任务" "请为两者设置相同的 `event`,或使时间窗口首尾相接";
    OneClass "W600"
        "all {1} labelled rows of `{0}` have the same label: nothing can be told apart by it" "check the label, or take a longer history"
        "`{0}` 的 {1} 行标签全部相同,无法区分" "请检查标签,或使用更长的历史";
    Unlabelled "W601"
        "the label is unknown for {0} of {1} rows; they are in no figure" "unknown is not false: say what a missing label means, or leave these rows out"
        "{1} 行中有 {0} 行的标签未知,未计入任何指标" "未知不等于否:请说明缺失标签的含义,或去掉这些行";
    EmptyPart "W602"
        "`{0}` has no labelled rows, and so no figures" ""
        "`{0}` 没有带标签的行,因此没有指标" "";
    FewPositives "W603"
        "`{0}` has {1} rows with the label and {2} without: figures of fewer than {3} say little" ""
        "`{0}` 中标签为真的有 {1} 行、为假的有 {2} 行:少于 {3} 行的指标意义不大" "";
    LeakSuspect "W604"
        "field `{0}` may know the label: {1}" "find out when it is set; leave out what is known only afterwards"
        "字段 `{0}` 可能已包含标签信息:{1}" "请核实其产生时间,事后才知道的字段应去掉";
    EdgeOfTwo "W578"
        "{0} is both `{1}` and `{2}`" "decide to which of the two the edge belongs: write `>` or `<`"
        "{0} 同时属于 `{1}` 和 `{2}`" "请确定临界值归属,写 `>` 或 `<`";
    UnusedTemplate "W540"
        "no alert sends template `{0}`" "name it in a `notify`, or remove it"
        "没有提醒发送模板 `{0}`" "请在 `notify` 中引用,或删除";
    SilentStep "W541"
        "`{0}` is to be done by messages and sends none, so it is a task for people" "add `notify:`, or remove `human: false`"
        "`{0}` 应由消息完成但未发送任何消息,故仍为人工任务" "请添加 `notify:`,或删除 `human: false`";
}
