import * as z from "zod";
import { thresholds as known, type ThresholdName, thresholdNames } from "../../catalogue/thresholds.ts";
import { about, wholeNumber } from "./field.ts";

type Numbers = { [Name in ThresholdName]: z.ZodOptional<z.ZodInt> };

/** A number for each threshold of the catalogue. */
export const thresholds = z
  .strictObject(
    Object.fromEntries(
      thresholdNames.map((name) => {
        const { minimum, maximum, description, default: usual, ...more } = known[name];
        return [
          name,
          wholeNumber(minimum, maximum, {
            description: `${description} Default: ${usual}.${"ownChoice" in more ? ` ${more.ownChoice}` : ""}`,
            example: usual,
          }).optional(),
        ];
      }),
    ) as Numbers,
  )
  .default({})
  .meta(
    about({
      description:
        "Numbers by which rules judge. Where the configuration of the policy pack asks for a stricter one, that counts.",
    }),
  );
