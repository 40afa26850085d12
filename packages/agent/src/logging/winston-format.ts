/** What winston takes as a format, apart from how it is made: the package's types would bring all that along. */
export interface WinstonFormat {
  /** `info`, with what is added. */
  transform<I extends object>(info: I): I;
}
