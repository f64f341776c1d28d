// A small made-up bank for the page's tests: no real person, the same bytes every time, with the faults that files have.

const FAMILY = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴'];
const GIVEN = ['伟', '芳', '秀英', '敏', '静', '丽', '强', '磊', '洋', '艳', '建国', '雨桐', '子涵'];
const GRADES = ['A', 'B', 'C', 'D'];

/** A name that would run as a script if the page took it for markup. */
export const HOSTILE = '<img src=x onerror="window.ranFromName=1"><script>window.ranFromName=1</script>';

const COLUMNS = ['customer_id', 'name', 'rm_id', 'branch_id', 'status', 'aum_prev_day', 'aum_90d_ago', 'aum_year_ago', 'deposits_demand',
  'outflow_1d', 'inflow_1d', 'contribution_12m', 'products_held', 'txn_count_6m', 'months_since_txn', 'days_since_login', 'birthday',
  'marital_status', 'industry', 'position', 'credit_grade', 'credit_headroom', 'referrals_12m', 'influence_grade', 'family_aum',
  'wallet_share', 'contacts_90d', 'satisfaction', 'complaints_open', 'complaints_90d', 'complaints_prev_90d',
  'deceased', 'frozen', 'in_dispute', 'staff', 'do_not_contact'];

/** As many customers has a manager of a large bank; a small one has twelve managers. */
const SERVED = 400;

/** Customers and holdings as CSV text; one row of the customers is too short. */
export function bank(size = 600) {
  const managers = Math.max(12, Math.ceil(size / SERVED));
  const next = generator(20261121);
  const customers = [COLUMNS.join(',')];
  const holdings = ['holding_id,customer_id,product_id,kind,amount,currency,bought_on,matures_on,renewed'];
  for (let at = 1; at <= size; at += 1) {
    const id = `C${String(at).padStart(6, '0')}`;
    customers.push(customer(id, at, next, managers));
    if (at % 3 === 0) holdings.push(`H${at},${id},WM-${at % 7},wealth,${(20000 + next() * 400000).toFixed(2)},CNY,2026-03-01,${day(next)},false`);
  }
  customers.push('C999998,short row');
  return { customers: `${customers.join('\n')}\n`, holdings: `${holdings.join('\n')}\n` };
}

function customer(id, at, next, managers) {
  const aum = Math.exp(9 + next() * 8);
  const part = (from, to) => (aum * (from + next() * (to - from))).toFixed(2);
  const whole = (below) => Math.floor(next() * below);
  const cells = {
    customer_id: id,
    name: at === 6 ? `"${HOSTILE.replaceAll('"', '""')}"` : FAMILY[whole(10)] + GIVEN[whole(13)],
    rm_id: `RM${1 + (at % managers)}`,
    branch_id: `B${1 + (at % 4)}`,
    status: 'active',
    aum_prev_day: at % 40 === 0 ? '' : at % 97 === 0 ? 'not a number' : aum.toFixed(2),
    aum_90d_ago: part(0.7, 1.3),
    aum_year_ago: part(0.6, 1.2),
    deposits_demand: part(0, 0.5),
    outflow_1d: at === 6 || next() < 0.08 ? part(0.35, 0.8) : (next() * 500).toFixed(2),
    inflow_1d: (next() * 5000).toFixed(2),
    contribution_12m: part(-0.001, 0.01),
    products_held: whole(6),
    txn_count_6m: whole(90),
    months_since_txn: whole(5),
    days_since_login: whole(60),
    birthday: `19${50 + whole(50)}-${String(1 + whole(12)).padStart(2, '0')}-${String(1 + whole(28)).padStart(2, '0')}`,
    marital_status: 'married',
    industry: 'technology',
    position: 'staff',
    credit_grade: GRADES[whole(4)],
    credit_headroom: part(0, 0.3),
    referrals_12m: whole(3),
    influence_grade: 'none',
    family_aum: part(0, 2),
    wallet_share: (5 + next() * 90).toFixed(1),
    contacts_90d: whole(9),
    satisfaction: 1 + whole(5),
    complaints_open: next() < 0.02 ? 1 : 0,
    complaints_90d: 0,
    complaints_prev_90d: 0,
    deceased: false,
    frozen: false,
    in_dispute: false,
    staff: false,
    do_not_contact: false,
  };
  return COLUMNS.map((name) => cells[name]).join(',');
}

function day(next) {
  return `2026-11-${String(18 + Math.floor(next() * 12)).padStart(2, '0')}`;
}

/** The shared linear congruential generator of the C standard's example. */
function generator(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
}
