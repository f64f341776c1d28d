// The worker of the package: the module beside the page, so that a long run does not hold it up. The messages are the ones that
// the page itself sends.
export { Engine } from '../rpc';
export { serveFrom } from '../worker/spawn.package';
export type { Answer, Ask, Calls, Checked, Encoding, Kind, Progress, Reply, ScoreJob, Scored, Source } from '../worker/messages';
