/** The same, for as long as there is time. */
import './fuzz.test.js';
