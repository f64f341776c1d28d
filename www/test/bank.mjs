// A small made-up bank for the page's tests: no real person, the same bytes every time, with the faults that files have.

const FAMILY = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴'];
const GIVEN = ['伟', '芳', '秀英', '敏', '静', '丽', '强', '磊', '洋', '艳', '建国', '雨桐', '子涵'];

/** A name that would run as a script if the page took it for markup. */
export const HOSTILE = '<img src=x onerror="window.ranFromName=1"><script>window.ranFromName=1</script>';

export function bank(size = 600) {
  const next = generator(20261121);
  const customers = ['customer_id,name,rm_id,branch_id,status,aum_prev_day,aum_90d_ago,aum_year_ago,deposits_demand,outflow_1d,inflow_1d,birthday'];
  const holdings = ['holding_id,customer_id,product_id,kind,amount,currency,bought_on,matures_on,renewed'];
  for (let at = 1; at <= size; at += 1) {
    const id = `C${String(at).padStart(6, '0')}`;
    customers.push(customer(id, at, next));
    if (at % 3 === 0) holdings.push(`H${at},${id},WM-${at % 7},wealth,${(20000 + next() * 400000).toFixed(2)},CNY,2026-03-01,${day(next)},false`);
  }
  customers.push('C999998,short row');
  return { customers: `${customers.join('\n')}\n`, holdings: `${holdings.join('\n')}\n` };
}

function customer(id, at, next) {
  const aum = Math.exp(9 + next() * 8);
  const name = at === 6 ? `"${HOSTILE.replaceAll('"', '""')}"` : FAMILY[Math.floor(next() * 10)] + GIVEN[Math.floor(next() * 13)];
  const written = at % 40 === 0 ? '' : at % 97 === 0 ? 'not a number' : aum.toFixed(2);
  const outflow = at === 6 || next() < 0.08 ? aum * (0.3 + next() / 2) : next() * 500;
  const birthday = `19${50 + Math.floor(next() * 50)}-${String(1 + Math.floor(next() * 12)).padStart(2, '0')}-${String(1 + Math.floor(next() * 28)).padStart(2, '0')}`;
  return [id, name, `RM${1 + (at % 12)}`, `B${1 + (at % 4)}`, 'active', written, (aum * (0.7 + next() * 0.6)).toFixed(2),
    (aum * (0.6 + next() * 0.6)).toFixed(2), (aum * next() * 0.5).toFixed(2), outflow.toFixed(2), (next() * 5000).toFixed(2), birthday].join(',');
}

function day(next) {
  return `2026-11-${String(18 + Math.floor(next() * 12)).padStart(2, '0')}`;
}

/** The shared linear congruential generator of the C standard's example. */
function generator(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
}
