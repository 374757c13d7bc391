// The engine can't be stopped in the middle of this; a process can.
const solve = () => Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);
