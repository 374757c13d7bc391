import { checks } from './catalogue/checks.js';
import { testClaims } from './claims.js';

testClaims(checks);
