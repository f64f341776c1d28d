// The part of the XML parser's face that the page uses; the package has no types of its own.

declare module 'saxen' {
  type Decode = (text: string) => string;

  export class Parser {
    on(event: 'openTag', handler: (name: string, attributes: () => Record<string, string>, decode: Decode) => void): this;
    on(event: 'closeTag', handler: (name: string, decode: Decode) => void): this;
    on(event: 'text', handler: (text: string, decode: Decode) => void): this;
    on(event: 'cdata', handler: (text: string) => void): this;
    on(event: 'error', handler: (problem: Error) => void): this;
    write(text: string): this;
    end(): this;
  }
}
