import { arc, area, curveCardinal, line, pie, stack } from 'd3-shape';

export default {
  line: line()([
    [0, 0],
    [1, 2],
    [3, 4],
  ]),
  curve: line().curve(curveCardinal)([
    [0, 0],
    [1, 2],
    [3, 4],
  ]),
  area: area().y0(0)([
    [0, 1],
    [1, 2],
  ]),
  pie: pie()([1, 3]).map(({ value, index }) => [value, index]),
  arc: arc()({ innerRadius: 0, outerRadius: 1, startAngle: 0, endAngle: Math.PI / 2 }),
  stack: stack()
    .keys(['a', 'b'])([{ a: 1, b: 2 }])
    .map(([[from, to]]) => [from, to]),
};
