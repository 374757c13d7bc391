import { values } from './catalogue/values.js';
import { testClaims } from './claims.js';

testClaims(values);
