// Two ways of using the page: with a mouse, and with the keys alone. Both do what a person does: nothing is set by script.

/** With a mouse; the keyboard only writes text. */
export const mouse = {
  name: 'mouse',
  press: (_page, target) => target.click(),
  write: async (_page, target, text) => {
    await target.click({ clickCount: 3 });
    await target.pressSequentially(text);
  },
  pick: (_page, target, value) => target.selectOption(value),
};

/** With keys alone: Tab to where one wants to be, Enter or Space there, letters and arrows in lists. */
export const keyboard = {
  name: 'keyboard',
  press: async (page, target) => {
    await reach(page, target);
    await page.keyboard.press((await target.evaluate((element) => element.type === 'checkbox')) ? 'Space' : 'Enter');
  },
  write: async (page, target, text) => {
    await reach(page, target);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(text);
  },
  /** Arrows move through a list that is closed; the value says when it is there. */
  pick: async (page, target, value) => {
    await reach(page, target);
    await page.keyboard.press('Home');
    for (let step = 0; step < 400; step += 1) {
      if ((await target.inputValue()) === value) return;
      await page.keyboard.press('ArrowDown');
    }
    throw new Error(`no ${value} in the list`);
  },
};

/** Tabs until the target has the focus; a tab of a row of tabs is reached by its arrows. */
async function reach(page, target) {
  await target.waitFor();
  const there = () => target.evaluate((element) => element === document.activeElement);
  for (let step = 0; step < 400; step += 1) {
    if (await there()) return;
    const arrow = await target.evaluate((element) => element.getAttribute('role') === 'tab' && document.activeElement?.getAttribute('role') === 'tab' && element.parentElement === document.activeElement.parentElement);
    await page.keyboard.press(arrow ? 'ArrowRight' : 'Tab');
  }
  throw new Error(`the keyboard does not get to ${target}`);
}
