import { Eta } from 'eta/core';

const eta = new Eta();
eta.loadTemplate('@item', '<li><%= it.each %></li>');

export default {
  text: eta.renderString('<ul><% it.list.forEach((each) => { %><%~ include("@item", { each }) %><% }) %></ul>', {
    list: ['a', '<b>'],
  }),
};
