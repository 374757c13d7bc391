import { bytes } from './catalogue/bytes.js';
import { testClaims } from './claims.js';

testClaims(bytes);
