import { numbers } from './catalogue/numbers.js';
import { testClaims } from './claims.js';

testClaims(numbers);
