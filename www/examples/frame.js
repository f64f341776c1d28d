// Hands customers to the framed portal when it is ready. The frame answers nothing: its origin is opaque, and so is what it does.
const frame = document.getElementById('portal');

const data = {
  policy: 'wealth-cvm',
  asOf: '2026-11-21',
  files: [{ path: 'customers.csv', content: 'customer_id,name,aum_prev_day\nC1,王伟,120000.00\nC2,李娜,56000.00\n' }],
};

addEventListener('message', (event) => {
  if (event.source === frame.contentWindow && event.data?.appraise === 'ready') frame.contentWindow.postMessage(data, '*');
});
