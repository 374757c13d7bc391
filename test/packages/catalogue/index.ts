/** Every claim. */
import type { Claim } from '../claim.js';
import { bytes } from './bytes.js';
import { checks } from './checks.js';
import { data } from './data.js';
import { languages } from './languages.js';
import { numbers } from './numbers.js';
import { text } from './text.js';
import { values } from './values.js';

export const catalogue: readonly Claim[] = [...bytes, ...checks, ...data, ...languages, ...numbers, ...text, ...values];
