import * as cheerio from 'cheerio/slim';

const $ = cheerio.load('<ul><li class="a">one<li>two</ul>');
$('li.a').attr('title', 'first').append('<b>!</b>');

export default {
  html: $.html('ul'),
  texts: $('li')
    .map((_, each) => $(each).text())
    .get(),
  count: $('li:not(.a)').length,
};
