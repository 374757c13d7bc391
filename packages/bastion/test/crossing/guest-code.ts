// A guest's code, in a file of its own: the positions of its errors are to be in here, and nowhere else.
export const throwing = (): never => {
  throw Object.assign(new TypeError('from the guest'), { code: 'E_GUEST' });
};

export const calling = (callback: () => unknown): unknown => callback();

export class Plugin {
  fail(): never {
    return throwing();
  }
}
