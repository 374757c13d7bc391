import { load } from 'cheerio';

const $ = load('<title>A &amp; B</title><p id=x>hi<p>you');

export default { title: $('title').text(), html: $('body').html(), next: $('#x + p').text() };
