import { text } from './catalogue/text.js';
import { testClaims } from './claims.js';

testClaims(text);
