// A useful plugin: which words the notes use most, written back as a note.
export const about = 'counts the words of all notes and writes a report';

export async function run({ notes, say }) {
  const counts = new Map();
  for (const title of await notes.list()) {
    const words = (await notes.read(title)).toLowerCase().match(/\p{L}{4,}/gu) ?? [];
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const most = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 5);
  const report = most.map(([word, count]) => `- ${word}: ${count}`).join('\n');
  await notes.write('word frequency', `# Word frequency\n\n${report}\n`);
  say(`wrote the note 'word frequency': ${most.map(([word, count]) => `${word} ${count}`).join(', ')}`);
}
