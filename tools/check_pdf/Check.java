// Checks PDFs against PDF/UA-1 with veraPDF's full profile. Usage: java -cp … Check.java FILE.pdf …
// The class path is set up by tools/check_report.sh. Exit code 1 where a file does not comply.
import java.io.FileInputStream;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;

public class Check {
  public static void main(String[] files) throws Exception {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    PDFAFlavour flavour = PDFAFlavour.fromString("ua1");
    boolean ok = files.length > 0;
    for (String file : files) {
      try (PDFAParser parser =
              Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
          // created from the profile's own file: the directory of profiles needs more than the jar holds
          PDFAValidator validator =
              Foundries.defaultInstance()
                  .createValidator(
                      Profiles.profileFromXml(
                          Check.class
                              .getClassLoader()
                              .getResourceAsStream(
                                  "org/verapdf/pdfa/validation/PDFUA-1.xml")),
                      false)) {
        ValidationResult result = validator.validate(parser);
        ok &= result.isCompliant();
        System.out.println(
            file
                + (result.isCompliant() ? ": PDF/UA-1, " : ": NOT PDF/UA-1, ")
                + result.getTotalAssertions()
                + " assertions");
        for (TestAssertion each : result.getTestAssertions()) {
          if (each.getStatus() == TestAssertion.Status.FAILED) {
            System.out.println(
                "  "
                    + each.getRuleId().getClause()
                    + "-"
                    + each.getRuleId().getTestNumber()
                    + " "
                    + each.getMessage());
          }
        }
      }
    }
    System.exit(ok ? 0 : 1);
  }
}
