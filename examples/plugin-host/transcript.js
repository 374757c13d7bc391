/** What one plugin was given, what it did, and what it was refused: for a person to read. */

/** @typedef {import('@padded-cell/bastion').AuditRecord} AuditRecord */

export class Transcript {
  /** @type {Map<string, number>} */
  #calls = new Map();
  /** @type {Set<string>} */
  #refused = new Set();

  /** @param {string} plugin */
  constructor(plugin) {
    console.log(`\n── ${plugin} ${'─'.repeat(60 - plugin.length)}`);
  }

  /**
   * @param {string} about what the plugin says of itself
   * @param {Record<string, string>} endowments the methods of each
   */
  given(about, endowments) {
    console.log(`   ${about}`);
    for (const [name, methods] of Object.entries(endowments)) console.log(`   given    ${name}: ${methods}`);
  }

  /** @param {string} line */
  say(line) {
    console.log(`   says     ${line}`);
  }

  /** @param {AuditRecord} record */
  record(record) {
    if (record.kind === 'refusal') this.#refused.add(record.method);
    else this.#calls.set(record.method, (this.#calls.get(record.method) ?? 0) + 1);
  }

  /** @param {unknown} error */
  failed(error) {
    console.log(`   failed   ${String(error)}`);
  }

  end() {
    const calls = [...this.#calls].map(([method, count]) => `${method} ×${count}`).join(', ');
    console.log(`   called   ${calls || 'nothing'}`);
    if (this.#refused.size > 0) console.log(`   refused  ${[...this.#refused].join(', ')}`);
  }
}
