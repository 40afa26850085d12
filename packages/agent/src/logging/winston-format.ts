/** What winston takes as a format, apart from how it is made: the package's types would bring all that along. */

/** winston's info: the level and the message, under symbols what no format has changed. */
type Info = Record<PropertyKey, unknown>;

export interface WinstonFormat {
  transform(info: Info): Info;
}
