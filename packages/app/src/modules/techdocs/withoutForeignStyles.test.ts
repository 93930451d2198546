import { withoutForeignStyles } from './withoutForeignStyles';

describe('withoutForeignStyles', () => {
  it.each([
    '<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Roboto:300&display=fallback">',
    "<LINK rel='stylesheet' href='//fonts.example.com/a.css'/>",
    '<link href=http://fonts.example.com/a.css rel=stylesheet>',
    '<link rel="preconnect" href=" https://fonts.gstatic.com" crossorigin>',
  ])('leaves out %s', tag => {
    expect(
      withoutForeignStyles(`<head>${tag}<title>Queue</title></head>`),
    ).toBe('<head><title>Queue</title></head>');
  });

  it.each([
    '<link rel="stylesheet" href="../assets/stylesheets/main.min.css">',
    '<link rel="stylesheet" href="/assets/main.css">',
    '<link rel="canonical">',
    '<a href="https://example.com">text</a>',
  ])('keeps %s', tag => {
    expect(withoutForeignStyles(tag)).toBe(tag);
  });
});
