// One run over whole tables, and its digest. It runs in Node and in a page.

/** The digest of a run: `tables` are pairs of a name and the bytes of its CSV text. */
export function digestOf(face, request, tables, asOf) {
  const policy = new face.Policy(request);
  const dataset = new face.Dataset(policy);
  for (const [name, bytes] of tables) dataset.read(name, bytes, true);
  dataset.seal();
  const outcome = face.Outcome.run(policy, dataset, asOf, false);
  const digest = outcome.digest();
  for (const object of [outcome, dataset, policy]) object.free();
  return digest;
}
