/** What policyOf says is wrong, for tests that read as tables. */
import { PolicyError, type Problem, policyOf } from '@padded-cell/rexec/policy';

/** The PolicyError that an input raises; undefined if it is a policy. Any other exception is a failure of the test. */
export const errorOf = (...input: Parameters<typeof policyOf>): PolicyError | undefined => {
  try {
    policyOf(...input);
    return undefined;
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
};

/** The problems of an input; none if it is a policy. */
export const problemsOf = (...input: Parameters<typeof policyOf>): readonly Problem[] =>
  errorOf(...input)?.problems ?? [];

/** The only problem of an input. */
export const problemOf = (...input: Parameters<typeof policyOf>): Problem => {
  const problems = problemsOf(...input);
  const [problem] = problems;
  if (problem === undefined || problems.length > 1) throw new Error(`${problems.length} problems, not one`);
  return problem;
};
