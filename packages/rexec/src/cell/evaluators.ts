/**
 * The `eval` and `Function` of a cell: what they make runs in that cell, compiled as everything else there is.
 *
 * Invariant: a guest's text becomes code only through `evaluate`. As bound functions they show no source of ours.
 */
import { parse } from './parse.js';

/** Evaluates a guest's text in its cell; what it throws is made for the guest. */
export type Evaluate = (source: string, by: 'eval' | 'Function') => unknown;

const { defineProperty } = Object;

const isOneFunction = (source: string): boolean => {
  const [, statement, more] = parse(source, { parens: true }).ast.body;
  if (more !== undefined || statement?.type !== 'ExpressionStatement') return false;
  const outer = statement.expression as { type: string; expression?: { type: string } };
  return outer.type === 'ParenthesizedExpression' && outer.expression?.type === 'FunctionExpression';
};

const functionText = (parameters: string, body: string): string =>
  `(function anonymous(${parameters}\n) {\n${body}\n})`;

/** A function that a guest may hold in the place of one of ours. */
const disguised = (target: (...args: never[]) => unknown, name: string): ((...args: never[]) => unknown) =>
  defineProperty<(...args: never[]) => unknown>(target.bind(undefined), 'name', { value: name });

/**
 * Makes the evaluators of a cell.
 *
 * @param syntaxError - makes the error for text that is no function.
 */
export const evaluatorsFor = (
  evaluate: Evaluate,
  syntaxError: (error: unknown) => Error,
): Record<'eval' | 'Function', unknown> => {
  const evaluator = (source: unknown): unknown => (typeof source === 'string' ? evaluate(source, 'eval') : source);

  // Called or constructed, it gives a function. Each part is made text once, in order, as the language does.
  const FunctionMaker = function (...parts: unknown[]): unknown {
    // oxlint-disable-next-line typescript/restrict-template-expressions -- the guest's own conversion, in its own call
    const texts = parts.map((part) => `${part}`);
    const body = texts.pop() ?? '';
    const parameters = texts.join(',');
    try {
      // Each part by itself: '*/ ) {' must not end what '/*' in another has begun.
      if (!isOneFunction(functionText(parameters, '')) || !isOneFunction(functionText('', body))) {
        throw new SyntaxError('the parameters and the body do not make one function');
      }
    } catch (error) {
      throw syntaxError(error);
    }
    return evaluate(functionText(parameters, body), 'Function');
  };
  FunctionMaker.prototype = Function.prototype;

  const ownFunction = disguised(FunctionMaker, 'Function');
  defineProperty(ownFunction, 'prototype', { value: Function.prototype });
  defineProperty(ownFunction, 'length', { value: 1 });
  return { eval: disguised(evaluator, 'eval'), Function: ownFunction };
};
