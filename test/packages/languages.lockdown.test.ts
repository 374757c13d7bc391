import { languages } from './catalogue/languages.js';
import { testClaims } from './claims.js';

testClaims(languages);
