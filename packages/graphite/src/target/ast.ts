/** Graphite's target language as a tree. Positions are offsets into the text, UTF-16 units from 0. */

/** What a target can be. */
export type Expression = PathExpression | CallExpression | TemplateExpression;
/** What can stand between a call's parentheses. */
export type Argument = Expression | Literal;
export type Literal = NumberLiteral | StringLiteral | WordLiteral;

export interface PathExpression {
  readonly kind: 'path';
  /** The path or glob, escapes taken out. Tags follow after `;`. */
  readonly path: string;
  readonly position: number;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly name: string;
  /** In order; where `piped`, the first is what stood before the pipe. */
  readonly args: readonly Argument[];
  readonly kwargs: readonly KeywordArgument[];
  /** Written `args[0]|name(…)`. */
  readonly piped: boolean;
  /** As it was written, from its name to its closing parenthesis; kept of seriesByTag, whose series carry it. */
  readonly text?: string;
  readonly position: number;
}

export interface KeywordArgument {
  readonly name: string;
  readonly value: Argument;
  readonly position: number;
}

/** `template(body, "value of $1", name="value of $name")`. */
export interface TemplateExpression {
  readonly kind: 'template';
  readonly body: Expression;
  readonly args: readonly Literal[];
  readonly kwargs: readonly KeywordArgument[];
  readonly position: number;
}

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  /** Written without point and exponent: such a number keeps its form in series' names. */
  readonly integer: boolean;
  readonly position: number;
}

export interface StringLiteral {
  readonly kind: 'string';
  /** What stands between the quotes, escapes left as they are: so Graphite has it. */
  readonly value: string;
  readonly quote: '"' | "'";
  readonly position: number;
}

/** true, false, None and inf, in any case. */
export interface WordLiteral {
  readonly kind: 'true' | 'false' | 'none' | 'infinity';
  readonly position: number;
}
