/** Guest code at work, by itself: it calls nothing of the host's. Each kernel takes how often to do its work. */

const kernels = {
  'loop of integers': `(turns) => {
    let sum = 0;
    for (let i = 0; i < turns; i += 1) sum = (sum + i * 7 + (i >> 3)) | 0;
    return sum;
  }`,
  'calls, recursive': `(turns) => {
    const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
    let sum = 0;
    for (let i = 0; i < turns; i += 1) sum += fib(12);
    return sum;
  }`,
  'n-body': `(turns) => {
    const bodies = [
      { x: 0, y: 0, z: 0, vx: 0, vy: 0, vz: 0, m: 39.47 },
      { x: 4.84, y: -1.16, z: -0.1, vx: 0.6, vy: 2.81, vz: -0.02, m: 0.037 },
      { x: 8.34, y: 4.12, z: -0.4, vx: -1.01, vy: 1.82, vz: 0.008, m: 0.011 },
      { x: 12.89, y: -15.11, z: -0.22, vx: 1.08, vy: 0.86, vz: -0.01, m: 0.0017 },
      { x: 15.37, y: -25.9, z: 0.17, vx: 0.97, vy: 0.59, vz: -0.03, m: 0.002 },
    ];
    for (let turn = 0; turn < turns; turn += 1) {
      for (let i = 0; i < 5; i += 1) {
        const a = bodies[i];
        for (let j = i + 1; j < 5; j += 1) {
          const b = bodies[j];
          const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
          const d2 = dx * dx + dy * dy + dz * dz;
          const mag = 0.01 / (d2 * Math.sqrt(d2));
          a.vx -= dx * b.m * mag; a.vy -= dy * b.m * mag; a.vz -= dz * b.m * mag;
          b.vx += dx * a.m * mag; b.vy += dy * a.m * mag; b.vz += dz * a.m * mag;
        }
      }
      for (const b of bodies) { b.x += 0.01 * b.vx; b.y += 0.01 * b.vy; b.z += 0.01 * b.vz; }
    }
    return bodies[0].x;
  }`,
  'typed arrays': `(turns) => {
    const cells = new Float64Array(256);
    for (let turn = 0; turn < turns; turn += 1) {
      for (let i = 1; i < 255; i += 1) cells[i] = (cells[i - 1] + cells[i + 1] + i) * 0.33;
    }
    return cells[100];
  }`,
  strings: `(turns) => {
    let length = 0;
    for (let i = 0; i < turns; i += 1) {
      const words = ('item ' + i + ', of some text; ').toUpperCase().split(' ');
      length += words.map((word) => word.padStart(8, '.').slice(1)).join('-').length;
    }
    return length;
  }`,
  'regexps: match': `(turns) => {
    const date = /(\\d{4})-(\\d\\d)-(\\d\\d)/;
    let sum = 0;
    for (let i = 0; i < turns; i += 1) {
      const found = date.exec('on 2024-0' + (1 + (i % 9)) + '-17 it rained');
      sum += Number(found[1]) + Number(found[2]);
    }
    return sum;
  }`,
  'regexps: replace all': `(turns) => {
    let length = 0;
    for (let i = 0; i < turns; i += 1) length += ('a <b> & c <d> ' + i).replace(/[<>&]/g, '*').length;
    return length;
  }`,
  JSON: `(turns) => {
    const data = { id: 1, name: 'tea', tags: ['a', 'b'], at: { x: 1.5, y: 2 } };
    let sum = 0;
    for (let i = 0; i < turns; i += 1) {
      data.id = i;
      sum += JSON.parse(JSON.stringify(data)).id;
    }
    return sum;
  }`,
  'arrays and closures': `(turns) => {
    let sum = 0;
    for (let i = 0; i < turns; i += 1) {
      sum += Array.from({ length: 20 }, (_, k) => k * i).filter((n) => n % 3 === 0).reduce((a, b) => a + b, 0);
    }
    return sum;
  }`,
  'spread and destructuring': `(turns) => {
    let sum = 0;
    for (let i = 0; i < turns; i += 1) {
      const list = [...[i, 1, 2], 3];
      const { a, ...rest } = { a: 1, b: 2, c: list };
      sum += a + rest.b + list.length;
    }
    return sum;
  }`,
  classes: `(turns) => {
    class Shape { constructor(w) { this.w = w; } area() { return this.w; } toString() { return 's' + this.w; } }
    class Square extends Shape { area() { return super.area() * this.w; } }
    let sum = 0;
    for (let i = 0; i < turns; i += 1) sum += new Square(i & 7).area() + new Shape(i & 3).area();
    return sum;
  }`,
};

/** @type {readonly any[]} */
export const works = Object.entries(kernels).map(([name, kernel]) => ({
  name,
  unit: 'ns',
  trial: (/** @type {import('../subjects/engine.mjs').Engine} */ { make }) => ({ run: make().compile(kernel) }),
}));
