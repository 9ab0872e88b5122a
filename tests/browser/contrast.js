// Returns [contrast, text] of every text on the page, the poorest first, as WCAG defines it: 4.5 is readable.
() => {
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (front, back) => [0, 1, 2].map((i) => front[i] * front[3] + back[i] * (1 - front[3])).concat(1);
  const luminance = (colour) => {
    const [r, g, b] = colour
      .slice(0, 3)
      .map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (light + 0.05) / (dark + 0.05);
  };
  const line = (element) => (element ? [...line(element.parentElement), element] : []);
  const holds = (element, x, y) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return left <= x && x <= right && top <= y && y <= bottom;
  };
  const page = parse(getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor);
  // Of those around it, a text is seen before the ones that lie under it in the picture too.
  const behind = (element, { left, right, top, bottom }) =>
    line(element)
      .filter((e) => holds(e, (left + right) / 2, (top + bottom) / 2))
      .reduce((back, e) => over(parse(getComputedStyle(e).backgroundColor), back), page);
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim();
    const element = texts.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const isIcon = /material/i.test(style.fontFamily); // a picture, for which 3 is enough
    const isSeen =
      box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!text || !isSeen || isIcon || element.matches("style, script, option")) continue;
    const colour = parse(element instanceof SVGElement ? style.fill : style.color);
    colour[3] *= line(element).reduce((opacity, e) => opacity * Number(getComputedStyle(e).opacity), 1);
    const back = behind(element, box);
    found.push([contrast(over(colour, back), back), text]);
  }
  return found.sort((a, b) => a[0] - b[0]);
};
