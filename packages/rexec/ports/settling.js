// Promises of a host half, for interfaces that call back.

/** Has a function called with what comes of a promise: an error or null, and the value. An ended cell hears no more. */
export const settle = (promise, tell) => {
  promise.then(
    (value) => tell(null, value),
    (error) => {
      if (error?.code !== 'ERR_CELL_ENDED') tell(error);
    },
  );
};
