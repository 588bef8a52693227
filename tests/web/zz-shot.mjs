import { test } from "node:test";
import { openDesk, say, openSite, bubble } from "./browser.js";
const { system, browser } = await openDesk();
test("x", async () => {
  for (const [w, h, scheme] of [[1440, 1000, "light"], [1440, 1000, "dark"], [390, 844, "light"]]) {
    const page = await browser.staff("/admin/", "admin", { viewport: { width: w, height: h }, colorScheme: scheme });
    await page.goto("/admin/#/install");
    await page.locator(".panel textarea").waitFor();
    if (scheme == "dark") { await page.getByLabel("Colour", {exact: true}).fill("#ffd400"); await page.getByLabel("Title").fill("Acme Lamps"); await page.waitForTimeout(800);
      const v = await browser.window(); await openSite(v, system); await bubble(v).click(); await say(v, "hi"); await page.getByText("works").waitFor(); }
    await page.screenshot({ path: `/tmp/h1-install-${w}-${scheme}.png`, fullPage: true });
  }
  console.log(browser.faults);
});
