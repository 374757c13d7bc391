import { data } from './catalogue/data.js';
import { testClaims } from './claims.js';

testClaims(data);
