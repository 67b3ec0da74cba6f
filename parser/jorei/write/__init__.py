"""Documents in other forms: JSON, 法令標準XML, Akoma Ntoso, text forms. A function here takes an analysis and gives bytes or rows; it knows no build."""
