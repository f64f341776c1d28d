// What the threads of a page did, from the browser's own trace: time on the processor, which another program on the machine
// does not lengthen as it does the time of the wall.

/** Runs `work` and gives its result with the main thread's longest task and each thread's sum, in milliseconds of the processor. */
export async function traced(browser, page, work) {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  const result = await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return { result, ...threads(traceEvents) };
}

function threads(events) {
  const names = new Map(events.filter(({ name }) => name === 'thread_name').map((event) => [`${event.pid} ${event.tid}`, event.args.name]));
  const tasks = events.filter(({ name, tdur }) => name === 'ThreadControllerImpl::RunTask' && tdur !== undefined);
  const of = (wanted) => tasks.filter((event) => wanted.test(names.get(`${event.pid} ${event.tid}`) ?? '')).map(({ tdur }) => tdur / 1000);
  const [main, worker] = [of(/^CrRendererMain$/), of(/^DedicatedWorker/)];
  const sum = (times) => times.reduce((total, time) => total + time, 0);
  return { longest: Math.max(0, ...main), main: sum(main), worker: sum(worker) };
}
