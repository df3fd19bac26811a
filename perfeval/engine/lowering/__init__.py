"""From a rule set and the shape of a row to one program over whole numbers, which every fast evaluator is made of."""
