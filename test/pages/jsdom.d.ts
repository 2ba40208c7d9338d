declare module 'jsdom' {
  /** The part that the tests use; the package ships no types. */
  export class JSDOM {
    constructor(
      html: string,
      options?: {
        readonly url: string;
        readonly runScripts?: 'dangerously';
        readonly pretendToBeVisual?: boolean;
      },
    );
    readonly window: Window & typeof globalThis;
  }
}
