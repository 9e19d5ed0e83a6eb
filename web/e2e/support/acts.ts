import { expect, type Locator, type Page } from "@playwright/test";

/** How somebody works: each act counts once, finding one's way by Tab and arrows does not. */
export interface Acts {
  /** Clicks, taps, or presses Enter on a control. */
  readonly press: (control: Locator) => Promise<void>;
  /** Fills one field. */
  readonly write: (field: Locator, text: string) => Promise<void>;
  /** Chooses an option of a select. */
  readonly choose: (select: Locator, label: string) => Promise<void>;
  /** Takes an option of a searchable list whose field has the focus. */
  readonly pick: (list: Locator, option: string) => Promise<void>;
  /** Presses a key or a combination. */
  readonly key: (combination: string) => Promise<void>;
  /** What was done so far, one line an act. */
  readonly done: readonly string[];
}

/** More than any page here has stops. */
const maxStops = 120;

/** Presses Tab, as somebody without a mouse does, until the control has the focus. */
export async function tabTo(
  page: Page,
  control: Locator,
  key: "Tab" | "Shift+Tab" = "Tab",
): Promise<void> {
  await expect(control).toBeAttached();
  for (let stop = 0; stop < maxStops; stop += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${maxStops} presses of ${key} do not lead to ${String(control)}.`);
}

/** Acts of a mouse. */
export function mouseActs(page: Page): Acts {
  return counted(page, {
    press: (control) => control.click(),
    pick: (list, option) => optionOf(list, option).click(),
    write: (field, text) => field.fill(text),
    choose: async (select, label) => void (await select.selectOption({ label })),
  });
}

/** Acts of a finger. */
export function touchActs(page: Page): Acts {
  return counted(page, {
    press: (control) => control.tap(),
    pick: (list, option) => optionOf(list, option).tap(),
    write: async (field, text) => {
      await field.tap();
      await field.fill(text);
    },
    choose: async (select, label) => {
      await select.tap();
      await select.selectOption({ label });
    },
  });
}

/** Acts of a keyboard, and nothing else. */
export function keyboardActs(page: Page): Acts {
  const { keyboard } = page;
  return counted(page, {
    press: async (control) => {
      await tabTo(page, control);
      await keyboard.press("Enter");
    },
    pick: async (list, option) => {
      const wanted = await optionOf(list, option).getAttribute("id");
      const field = list.getByRole("combobox");
      await expect(field).toBeFocused();
      for (let stop = 0; stop < maxStops; stop += 1) {
        if ((await field.getAttribute("aria-activedescendant")) === wanted) break;
        await keyboard.press("ArrowDown");
      }
      await keyboard.press("Enter");
    },
    write: async (field, text) => {
      await tabTo(page, field);
      await keyboard.press("Control+A");
      await keyboard.type(text);
    },
    choose: async (select, label) => {
      await tabTo(page, select);
      // A closed select goes to the option whose beginning is typed.
      await keyboard.type(label);
      await expect(select.locator("option:checked")).toHaveText(label);
    },
  });
}

const optionOf = (list: Locator, name: string): Locator =>
  list.getByRole("option", { name: new RegExp(`^${name}`) }).first();

function counted(
  page: Page,
  { press, pick, write, choose }: Pick<Acts, "press" | "pick" | "write" | "choose">,
): Acts {
  const done: string[] = [];
  return {
    done,
    press: async (control) => {
      done.push(`press ${String(control)}`);
      await press(control);
    },
    pick: async (list, option) => {
      done.push(`pick ${option}`);
      await pick(list, option);
    },
    write: async (field, text) => {
      done.push(`write ${text} into ${String(field)}`);
      await write(field, text);
    },
    choose: async (select, label) => {
      done.push(`choose ${label} in ${String(select)}`);
      await choose(select, label);
    },
    key: async (combination) => {
      done.push(`key ${combination}`);
      await page.keyboard.press(combination);
    },
  };
}
