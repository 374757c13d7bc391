/** The same laws, on many more graphs and programs. */
import './laws.test.js';
