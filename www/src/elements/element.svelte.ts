// A workspace as a custom element: a shadow root with the page's own sheet, and the page's own view mounted in it.
import { mount, unmount } from 'svelte';
import type { HandOver } from '../handover';
import sheetText from '../portal.css?inline';
import ElementView from './ElementView.svelte';
import { sharedSession, type Session } from './session.svelte';
import type { Shown } from './shown';

/** Without a document there are no elements, and importing them does nothing. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;
let sheet: CSSStyleSheet | null = null;

export abstract class AppraiseElement extends Base {
  static readonly observedAttributes = ['lang', 'src', 'customer'];
  protected abstract readonly shown: Shown;
  #session = $state.raw<Session | null>(null);
  #customer = $state<string | null>(null);
  #data: HandOver | null = null;
  #mounted: ReturnType<typeof mount> | null = null;

  /** What elements share; without it, the page's one. It counts from when the element is in the document. */
  get session(): Session {
    this.#session ??= sharedSession();
    return this.#session;
  }

  set session(session: Session) {
    this.#session = session;
  }

  /** Tables and a policy from the page: setting it scores them. */
  set data(handed: HandOver) {
    this.#data = handed;
    if (this.#mounted !== null) void this.session.receive(handed);
  }

  /** The key of the customer to show; null follows whoever is opened. */
  get customer(): string | null {
    return this.#customer;
  }

  set customer(key: string | null) {
    this.#customer = key === '' ? null : key;
  }

  connectedCallback(): void {
    this.#takeEarly();
    for (const name of AppraiseElement.observedAttributes) this.#say(name, this.getAttribute(name));
    if (this.#data !== null) void this.session.receive(this.#data);
    const target = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    target.adoptedStyleSheets = [sharedSheet()];
    const element = this;
    this.#mounted = mount(ElementView, {
      target,
      props: {
        get session() { return element.session; },
        get customer() { return element.customer; },
        show: this.shown,
        tell: (name: string, detail: unknown) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail })),
      },
    });
  }

  /** What a page set before the element was defined lies on the object itself, in front of the setters. */
  #takeEarly(): void {
    for (const name of ['session', 'customer', 'data'] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }

  disconnectedCallback(): void {
    if (this.#mounted !== null) void unmount(this.#mounted);
    this.#mounted = null;
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (this.#mounted !== null && value !== before) this.#say(name, value);
  }

  /** Attributes are looked at once the element is in the document, when it is known whose session it shows. */
  #say(name: string, value: string | null): void {
    if (value === null) return;
    if (name === 'customer') this.customer = value;
    else if (name === 'src') void this.session.read(value);
    else this.session.speak(value.startsWith('en') ? 'en' : 'zh-CN');
  }
}

function sharedSheet(): CSSStyleSheet {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(sheetText);
  }
  return sheet;
}
