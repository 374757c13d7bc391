import BigNumber from 'bignumber.js';

export default {
  sum: new BigNumber('0.1').plus('0.2').toString(),
  power: new BigNumber(2).pow(200).toFixed(),
  format: new BigNumber('1234567.891').toFormat(2),
  hex: new BigNumber('ff', 16).toString(2),
  pi: BigNumber.clone({ DECIMAL_PLACES: 30 })(22).div(7).toString(),
};
