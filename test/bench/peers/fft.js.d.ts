/** What we use of fft.js, which brings no types. */
declare module 'fft.js' {
  export default class FFT {
    /** @param size a power of two */
    constructor(size: number);
    /** Room for `size` complex numbers, real and imaginary parts in turn. */
    createComplexArray(): number[];
    /** Fills the first half of the spectrum of real values. */
    realTransform(spectrum: number[], values: ArrayLike<number>): void;
    /** Mirrors the first half of the spectrum into the second. */
    completeSpectrum(spectrum: number[]): void;
  }
}
