const complaints = [];
const named = element => element.outerHTML.slice(0, 120);
// What a closed `details` holds has boxes and is not there.
const shown = element => element.checkVisibility() && element.getClientRects().length > 0;

if (document.documentElement.scrollWidth > innerWidth) {
  complaints.push(`scrolls sideways: ${document.documentElement.scrollWidth} in ${innerWidth}`);
}
for (const element of document.querySelectorAll('body *')) {
  if (!shown(element)) continue;
  const box = element.getBoundingClientRect();
  if (box.left < -0.5 || box.right > innerWidth + 0.5) complaints.push(`sticks out: ${named(element)}`);
  const cut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
  if (cut && !['INPUT', 'SELECT'].includes(element.tagName)) complaints.push(`is cut off: ${named(element)}`);
}

// What is pressed is a control with its label; what is read from top to bottom is one part of the page.
const focusable = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea')].filter(shown);
const part = element => element.closest('header, nav, main, footer');
let before = null;
let beside = null;
for (const element of focusable) {
  const box = (element.closest('label') || element).getBoundingClientRect();
  if (part(element) !== beside) before = null;
  beside = part(element);
  const alone = element.parentElement.textContent.trim() === element.textContent.trim();
  if ((alone || element.tagName !== 'A') && (box.height < 24 || box.width < 24)) {
    complaints.push(`is ${box.width} × ${box.height}: ${named(element)}`);
  }
  const after = !before || box.top >= before.bottom - 1 || (box.left >= before.left && box.bottom > before.top);
  if (!after) complaints.push(`comes after what it stands before: ${named(element)}`);
  if (element.tabIndex !== 0) complaints.push(`is out of order: ${named(element)}`);
  before = box;
}
return complaints;
