import jmespath from 'jmespath';

export default jmespath.search(
  {
    people: [
      { name: 'a', age: 3 },
      { name: 'b', age: 30 },
      { name: 'c', age: 20 },
    ],
  },
  '{adults: people[?age > `18`].name | sort(@), oldest: max_by(people, &age).name}',
);
