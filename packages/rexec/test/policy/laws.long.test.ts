/** The same laws, on many more policies. */
import './laws.test.js';
