// A React page that bundles the package: data goes in as a property, what the user does comes out as events.
import { serveFrom, Session } from 'appraise-engine/elements';
import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';

// The bundler does not carry the worker and the module along: they are served from here.
serveFrom('./appraise/');

const policy = 'wealth-cvm';
const rows = ['C1,Wang Wei,120000.00', 'C2,Li Na,56000.00', 'C3,Chen Min,'];
const customers = ['customer_id,name,aum_prev_day', ...rows, ''].join('\n');

function Desk() {
  const session = useMemo(() => new Session(), []);
  const data = useMemo(() => ({ policy, asOf: '2026-11-21', files: [{ path: 'customers.csv', content: customers }] }), []);
  const [scored, setScored] = useState(null);
  const [customer, setCustomer] = useState('C1');
  return (
    <>
      <p>
        {['C1', 'C2', 'C3'].map((key) => (
          <button key={key} type="button" onClick={() => setCustomer(key)}>{key}</button>
        ))}
        <output>{scored === null ? '' : `${scored.summary.rows} customers as of ${scored.asOf}`}</output>
      </p>
      <appraise-why lang="en" session={session} data={data} customer={customer} onappraise-scored={(event) => setScored(event.detail)} />
    </>
  );
}

createRoot(document.getElementById('root')).render(<Desk />);
