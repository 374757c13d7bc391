import { __awaiter, __decorate, __extends, __generator, __rest, __spreadArray, __values } from 'tslib';

function Base() {
  this.base = 1;
}
Base.prototype.hello = function () {
  return 'hello';
};
const Derived = (function (_super) {
  __extends(Derived, _super);
  function Derived() {
    const _this = _super.call(this) || this;
    _this.own = 2;
    return _this;
  }
  return Derived;
})(Base);
const { a, ...kept } = { a: 1, b: 2 };

export default {
  made: [new Derived().hello(), new Derived() instanceof Base, new Derived().constructor === Derived],
  rest: [__rest({ a, ...kept }, ['a']), __spreadArray([1], [2, 3], true), __values([7]).next().value],
  later: await __awaiter(undefined, undefined, Promise, function () {
    return __generator(this, (state) => (state.label === 0 ? [4, Promise.resolve(5)] : [2, state.sent() + 1]));
  }),
  decorated: (() => {
    class Greeter {
      greet() {
        return 'hi';
      }
    }
    __decorate([(_, __, descriptor) => ({ ...descriptor, value: () => 'HI' })], Greeter.prototype, 'greet', null);
    return new Greeter().greet();
  })(),
};
