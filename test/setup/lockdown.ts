// Locks the realm down before a *.lockdown.test.ts file runs. The tamings are those under which failures stay readable:
// right lines and code frames, and console output where vitest can catch it. Production uses others, so what depends on
// them is tested in a file of its own that imports '@padded-cell/rexec/lockdown' instead.
import 'ses';

lockdown({ errorTaming: 'unsafe-debug', consoleTaming: 'unsafe', overrideTaming: 'min' });
