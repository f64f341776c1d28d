// Two texts about one customer. The internal one says what the engine found. The one for the customer is made from the
// policy's words for customers and nothing else of the result: a reason without such words is for the bank alone.
//
// INVARIANT: no score, class, amount or alert is in the text for the customer.
import type { Explanation } from './engine/types';
import { fixed } from './format';
import type { Words } from './text';

export interface ToldReason {
  code: string;
  text: string;
}

/** What the customer may be told, each once, the largest loss first. */
export function toldReasons(explanation: Explanation): ToldReason[] {
  const found = explanation.scorecards.flatMap(({ reasons }) => reasons.flatMap(({ code, customer }) => (customer === undefined ? [] : [{ code, text: customer }])));
  return found.filter(({ text }, at) => found.findIndex((other) => other.text === text) === at);
}

/** Codes that the bank keeps to itself. */
export function keptReasons(explanation: Explanation): string[] {
  return explanation.scorecards.flatMap(({ reasons }) => reasons.filter(({ customer }) => customer === undefined).map(({ code }) => code));
}

export function customerText(words: Words, explanation: Explanation): string[] {
  const told = toldReasons(explanation);
  const { letter } = words;
  return [
    letter.dear,
    told.length === 0 ? letter.nothing : letter.opening(explanation.as_of.slice(0, 10)),
    ...told.map(({ text }, at) => letter.item(String(at + 1), text)),
    letter.rights,
  ];
}

export function internalText(words: Words, explanation: Explanation, policy: string): string[] {
  const { letter } = words;
  const name = explanation.fields.find(({ id }) => id === 'name')?.value;
  const lines = [letter.about(name ? `${name} ${explanation.key}` : explanation.key, explanation.as_of.slice(0, 10), policy)];
  for (const card of explanation.scorecards) {
    if (card.score === null) {
      lines.push(letter.noScore(card.label, card.unknown?.text ?? words.explain.notAssessable));
      continue;
    }
    lines.push(letter.score(card.label, fixed(card.score, 2), `${fixed(card.confidence, 0)}%`));
    lines.push(letter.parts(words.listed(card.dimensions.map(({ label, points }) => `${label} ${points === null ? words.explain.notAssessable : fixed(points, 1)}`))));
    if (card.reasons.length > 0) lines.push(letter.reasons(card.reasons.map(({ code, text, lost }) => `${text}${words.bracketed(`${code} −${fixed(lost, 1)}`)}`).join(words.semicolon)));
  }
  for (const { label, parts, edges } of explanation.classes) {
    const of = (id: string) => parts.find((part) => part.id === id);
    lines.push(letter.class(label, of('official')?.value_label ?? words.classes.unknown, of('indicative')?.value_label ?? words.classes.unknown));
    for (const edge of edges ?? []) lines.push(edge.text);
  }
  const fired = explanation.alerts.filter(({ status }) => status === 'fired');
  if (fired.length > 0) lines.push(letter.alerts(String(fired.length)), ...fired.map(({ label, tasks }) => letter.line(tasks[0]?.title ?? label)));
  const made = explanation.offers.filter(({ made: offered }) => offered.length > 0);
  if (made.length > 0) lines.push(letter.offers(made.map(({ label, made: offered }) => `${label}${words.colon}${offered[0]?.reason ?? offered[0]?.product ?? ''}`).join(words.semicolon)));
  const unknown = explanation.fields.filter((field) => field.unknown !== null);
  if (unknown.length > 0) lines.push(letter.unknown(String(unknown.length), words.listed(unknown.slice(0, 6).map(({ label }) => label))));
  return lines;
}
